"""Merkle tree hash of RFC 9162 (section 2.1) over SHA-256, kept as a compact frontier for an append-only log.

A leaf is hashed behind a 0x00 byte, an inner node behind 0x01, so that neither can stand for the other. The root of n
leaves splits at the largest power of two below n; the frontier keeps only the roots of the full subtrees on the way
(one for each 1 bit of n), which is all that appending and the root need. Hashes are 32 bytes, in text lower-case hex.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

HASH_BYTES = 32
_LEAF, _NODE = b"\x00", b"\x01"


class MerkleError(ValueError):
    """A frontier or head that cannot be one; the message is Chinese."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry of the log."""
    return sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over the hashes of its two halves."""
    return sha256(_NODE + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """A log of `size` leaves, reduced to the roots of its full subtrees, the largest (oldest) first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise MerkleError("审计日志的摘要节点数与条数不符")
        if any(len(peak) != HASH_BYTES for peak in self.peaks):
            raise MerkleError("审计日志的摘要节点应为 32 字节")

    def append(self, leaf: bytes) -> Frontier:
        """The frontier with one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """The frontier with more leaf hashes, in order. Each leaf costs two hashes at most, on average."""
        size, peaks = self.size, list(self.peaks)
        for node in leaves:
            carry = size
            while carry & 1:
                node = node_hash(peaks.pop(), node)
                carry >>= 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        """The Merkle tree hash of all leaves; that of the empty log is the hash of nothing."""
        if not self.peaks:
            return sha256().digest()
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def as_json(self) -> dict[str, Any]:
        """A value that JSON can hold: {"size": int, "peaks": [hex, ...]}."""
        return {"size": self.size, "peaks": [peak.hex() for peak in self.peaks]}

    @classmethod
    def from_json(cls, value: Any) -> Frontier:
        """The reverse of `as_json`. Raises MerkleError."""
        try:
            size, peaks = value["size"], tuple(bytes.fromhex(peak) for peak in value["peaks"])
        except (TypeError, KeyError, ValueError) as error:
            raise MerkleError("审计日志的摘要格式不对") from error
        if not _is_count(size):
            raise MerkleError("审计日志的条数应为非负整数")
        return cls(size, peaks)


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, in order."""
    return Frontier().extend(leaves).root


def root_of_first(leaves: Iterable[bytes], size: int) -> bytes:
    """The root that the log had when it held `size` leaves. Raises MerkleError where there are fewer."""
    if size < 0:
        raise MerkleError("审计日志的条数应为非负整数")
    frontier = Frontier()
    for leaf in leaves:
        if frontier.size == size:
            break
        frontier = frontier.append(leaf)
    if frontier.size < size:
        raise MerkleError(f"审计日志只有 {frontier.size} 条，少于 {size} 条")
    return frontier.root


@dataclass(frozen=True)
class Head:
    """The state of a log at one time: what is exported and kept elsewhere. `at` carries its time zone."""

    size: int
    root: bytes
    at: datetime

    def as_text(self) -> str:
        """One line of JSON: {"size": 3, "root": "hex", "at": "2026-11-24T10:00:00+08:00"}."""
        return json.dumps({"size": self.size, "root": self.root.hex(), "at": self.at.isoformat()})

    @classmethod
    def from_text(cls, text: str) -> Head:
        """The reverse of `as_text`. Raises MerkleError."""
        try:
            value = json.loads(text)
            size, root = value["size"], bytes.fromhex(value["root"])
            at = datetime.fromisoformat(value["at"])
        except (TypeError, KeyError, ValueError, RecursionError) as error:
            raise MerkleError("不是审计日志的摘要文件") from error
        if not _is_count(size) or len(root) != HASH_BYTES or at.tzinfo is None:
            raise MerkleError("审计日志的摘要文件内容不完整")
        return cls(size, root, at)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
