"""Copies are found, strangers are not; generated pictures, as much coarse as fine structure, as in nature."""

from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageEnhance
from tests.fieldwork.photos import jpeg, scene

from wutong.engines import pictures

SEEDS = range(24)
SCENES = {seed: scene(seed) for seed in SEEDS}
TABLE = np.stack([pictures.fingerprint(picture) for picture in SCENES.values()])


def found(picture: Image.Image) -> list[int]:
    """Rows that look alike and, looked at, agree."""
    rows = pictures.alike(pictures.fingerprint(picture), TABLE)
    return [int(row) for row in rows if pictures.agree(picture, SCENES[int(row)])]


def sent_again(picture: Image.Image, quality: int) -> Image.Image:
    return Image.open(BytesIO(jpeg(picture, quality)))


seeds = st.sampled_from(SEEDS)
few = settings(max_examples=30, deadline=None)


@few
@given(seeds, st.floats(0.3, 1.0), st.integers(30, 95), st.floats(0.7, 1.25))
def test_a_smaller_recompressed_brighter_copy_is_found(seed, share, quality, brightness):
    picture = SCENES[seed]
    small = picture.resize((int(picture.width * share), int(picture.height * share)))
    assert found(sent_again(ImageEnhance.Brightness(small).enhance(brightness), quality)) == [seed]


@few
@given(seeds, st.floats(0.86, 1.0), st.floats(0.86, 1.0), st.floats(0, 1), st.floats(0, 1))
def test_a_cropped_copy_is_found(seed, across, down, left, top):
    """Up to a quarter of the picture cut away, wherever; the whole is found from the part and the part from the whole."""
    picture = SCENES[seed]
    width, height = picture.size
    x, y = int(left * (1 - across) * width), int(top * (1 - down) * height)
    part = picture.crop((x, y, x + int(across * width), y + int(down * height)))
    assert found(sent_again(part, 80)) == [seed]
    back = pictures.alike(TABLE[seed], pictures.fingerprint(part)[None, :])
    assert list(back) == [0] and pictures.agree(picture, part)


@pytest.mark.parametrize("side", range(4))
def test_a_strip_of_three_tenths_off_one_side_is_found(side):
    hit = 0
    for seed, picture in SCENES.items():
        width, height = picture.size
        cut = (int(0.3 * width), int(0.3 * height))
        box = [(cut[0], 0, width, height), (0, cut[1], width, height)]
        box += [(0, 0, width - cut[0], height), (0, 0, width, height - cut[1])]
        hit += found(picture.crop(box[side])) == [seed]
    assert hit >= 0.9 * len(SCENES)


def test_strangers_are_not_the_same():
    """Every pair of different pictures, looked at without being asked whether they look alike."""
    agreed = [
        pictures.agreement(SCENES[a], SCENES[b]).fit for a in range(0, 24, 2) for b in range(a + 1, 24, 3)
    ]
    assert max(agreed) < 0.8 < pictures.SAME


@pytest.mark.parametrize("seed", range(0, 24, 4))
def test_the_same_place_on_another_day_is_another_picture(seed):
    """A tenth of the picture is built over: as a whole it fits, in one patch it does not."""
    later = SCENES[seed].copy()
    width, height = later.size
    box = (int(0.5 * width), int(0.4 * height), int(0.85 * width), int(0.7 * height))
    size = (box[2] - box[0], box[3] - box[1])
    later.paste(SCENES[seed + 1].resize(size), box)
    assert pictures.agreement(later, SCENES[seed]).fit > 0.7
    assert not pictures.agree(later, SCENES[seed])


def test_few_strangers_even_look_alike():
    many = np.stack([pictures.fingerprint(scene(seed, (160, 120))) for seed in range(100, 180)])
    pairs = sum(len(pictures.alike(one, many)) - 1 for one in many)
    assert pairs <= len(many) * (len(many) - 1) * 0.002


def test_a_picture_without_anything_on_it_agrees_with_nothing():
    plain = Image.new("RGB", (64, 48), (200, 200, 200))
    assert not pictures.agree(plain, plain) and not pictures.agree(plain, SCENES[0])


def test_a_table_is_what_was_packed():
    kept = [pictures.packed(row) for row in TABLE]
    assert (pictures.table_of(kept) == TABLE).all() and len(kept[0]) == 8 * len(pictures.WINDOWS)
    assert len(pictures.alike(TABLE[0], pictures.table_of([]))) == 0
    with pytest.raises(ValueError, match="bytes"):
        pictures.table_of([b"short"])


def test_any_mode_and_shape_has_a_fingerprint():
    for mode in ("1", "L", "P", "RGB", "RGBA", "CMYK", "I;16", "F"):
        assert pictures.fingerprint(Image.new(mode, (3, 700))).shape == (len(pictures.WINDOWS),)
