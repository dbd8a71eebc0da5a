"""A report with three photos of twelve megapixels against bare Pillow; one picture among 200,000 against one scan."""

from io import BytesIO

from bench import place
from bench.measure import paired
from bench.report import Result

SIZE = (4032, 3024)
KEPT = 200_000


def run() -> list[Result]:
    place.set_up()
    return [_report(), _search()]


def _report() -> Result:
    top, actor = place.county()
    place.fill(top, 1, 0)
    sent = [_photo(seed) for seed in range(3)]

    def ours():
        _send(actor, sent)

    def bare():
        for content in sent:
            _bare(content)

    ratio = paired(ours, bare, runs=9, warm=2)
    return Result(
        "a report with three photos of 12 megapixels, kept, thumbnailed, fingerprinted, logged",
        f"{ratio.ratio:.2f}x ({ratio})",
        "<= 1.5x bare Pillow: upright, at most 2016 px, a thumbnail, both encoded",
        ratio.ratio <= 1.5,
    )


def _photo(seed: int) -> bytes:
    """As much detail as a phone's photo has: some four megabytes."""
    import numpy as np
    from PIL import Image
    from tests.fieldwork import photos

    noise = np.random.default_rng(seed).normal(0, 9, (SIZE[1], SIZE[0], 1))
    values = np.asarray(photos.scene(seed, SIZE), dtype=np.float32) + noise
    picture = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    return photos.jpeg(picture, 88, exif=photos.exif())


def _send(actor, sent: list[bytes]) -> None:
    from uuid import uuid4

    from wutong.fieldwork import services
    from wutong.fieldwork.photographs import receive
    from wutong.fieldwork.rules import Told
    from wutong.projects.models import Project

    told = Told(str(uuid4()), first=place.DAY, text="主体施工", percent=40)
    photographs = [receive("现场.jpg", BytesIO(content)) for content in sent]
    project = Project.objects.select_related("county").get()
    services.send_report(by=actor, project=project, told=told, photographs=photographs)
    assert services.attend_pictures(by=actor) == len(sent)


def _bare(content: bytes) -> None:
    """What one writes first: Pillow's own `thumbnail` for both sizes."""
    from PIL import Image, ImageOps

    picture = ImageOps.exif_transpose(Image.open(BytesIO(content)))
    picture.thumbnail((2016, 2016))
    picture.save(BytesIO(), "JPEG", quality=85)
    picture.thumbnail((320, 320))
    picture.save(BytesIO(), "JPEG", quality=75)


def _search() -> Result:
    import numpy as np
    from tests.fieldwork import photos

    from wutong.engines import pictures

    random = np.random.default_rng(1)
    stored = random.integers(0, 2**64, (KEPT, len(pictures.WINDOWS)), dtype=np.uint64)
    scenes = [photos.scene(seed) for seed in range(40)]
    places = random.choice(KEPT, len(scenes), replace=False)
    for row, scene in zip(places, scenes, strict=True):
        stored[row] = pictures.fingerprint(scene)
    copies = [_copies(scene) for scene in scenes]
    found = sum(
        row in pictures.alike(pictures.fingerprint(copy), stored) and pictures.agree(copy, scene)
        for row, scene, made in zip(places, scenes, copies, strict=True)
        for copy in made
    )
    share = found / sum(map(len, copies))
    wanted = pictures.fingerprint(copies[0][0])

    def ours():
        return pictures.alike(wanted, stored)

    def scan():
        return np.flatnonzero((np.bitwise_count(stored ^ wanted[0]) <= pictures.TOLERANCE).any(axis=1))

    ratio = paired(ours, scan, runs=15, warm=2)
    return Result(
        f"the same picture among {KEPT:,}; {share:.0%} of cropped and resized copies found",
        f"{ratio.ratio:.2f}x ({ratio})",
        "< 2x one scan of their hashes by NumPy, 95% of copies found",
        ratio.ratio < 2 and share >= 0.95,
    )


def _copies(scene) -> list:
    """Smaller; a strip cut off a side; a quarter of the whole cut away around a corner."""
    width, height = scene.size
    return [
        scene.resize((width * 3 // 10, height * 3 // 10)),
        scene.crop((0, 0, width * 7 // 10, height)).resize((320, 300)),
        scene.crop((width // 8, height // 8, width, height)).resize((400, 260)),
    ]
