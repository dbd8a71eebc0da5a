import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.engines.merkle import (
    Frontier,
    Head,
    MerkleError,
    leaf_hash,
    merkle_root,
    node_hash,
    root_of_first,
)

logs = st.lists(st.binary(max_size=8), max_size=70)
# The eight entries and the roots over the first n of them that implementations of the RFC test each other with.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 9162, section 2.1.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(naive_root(leaves[:split]), naive_root(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size):
    leaves = [leaf_hash(entry) for entry in ENTRIES]
    assert merkle_root(leaves[:size]).hex() == ROOTS[size]
    assert root_of_first(leaves, size).hex() == ROOTS[size]


@given(logs)
def test_the_frontier_has_the_root_of_the_definition(entries):
    leaves = [leaf_hash(entry) for entry in entries]
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    assert frontier.root == naive_root(leaves)
    assert frontier == Frontier().extend(leaves)


@given(logs, st.integers(0, 70))
def test_a_frontier_kept_as_text_goes_on_where_it_stopped(entries, cut):
    leaves = [leaf_hash(entry) for entry in entries]
    kept = json.dumps(Frontier().extend(leaves[:cut]).as_json())
    assert Frontier.from_json(json.loads(kept)).extend(leaves[cut:]).root == merkle_root(leaves)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=20, unique=True), st.data())
def test_any_edit_changes_the_root(entries, data):
    leaves = [leaf_hash(entry) for entry in entries]
    at = data.draw(st.integers(0, len(leaves) - 1))
    edited = [*leaves[:at], leaf_hash(b"edited entry"), *leaves[at + 1 :]]
    assert merkle_root(edited) != merkle_root(leaves)
    assert merkle_root(leaves[:at] + leaves[at + 1 :]) != merkle_root(leaves)
    swapped = leaves[::-1]
    assert swapped == leaves or merkle_root(swapped) != merkle_root(leaves)


def test_a_leaf_cannot_stand_for_a_node():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


def test_more_leaves_than_there_are_is_refused():
    for size in (-1, 3):
        with pytest.raises(MerkleError):
            root_of_first([leaf_hash(b"a")] * 2, size)


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"size": 1, "peaks": []},
        {"size": 1, "peaks": ["00"]},
        {"size": -1, "peaks": []},
        {"size": "1", "peaks": ["00" * 32]},
        {"size": True, "peaks": ["00" * 32]},
        {"size": 1, "peaks": ["zz" * 32]},
        {"size": 1, "peaks": [7]},
        {"size": 1, "peaks": 5},
    ],
)
def test_a_broken_frontier_is_refused(value):
    with pytest.raises(MerkleError):
        Frontier.from_json(value)


def test_a_head_survives_being_written_out():
    head = Head(3, merkle_root([leaf_hash(b"x")] * 3), datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    assert Head.from_text(head.as_text() + "\n") == head


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"size": -1, "root": "%s", "at": "2026-11-24T00:00:00+08:00"}' % ("00" * 32),
        '{"size": 1, "root": "00", "at": "2026-11-24T00:00:00+08:00"}',
        '{"size": 1, "root": "%s", "at": "2026-11-24T00:00:00"}' % ("00" * 32),
        '{"size": 1, "root": "%s", "at": 5}' % ("00" * 32),
    ],
)
def test_a_broken_head_is_refused(text):
    with pytest.raises(MerkleError):
        Head.from_text(text)
