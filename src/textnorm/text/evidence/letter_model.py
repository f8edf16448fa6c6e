"""The letter model that tells a spelled-out umlaut from letters that merely look like one.

A *site* is a place in a word where a letter may have been spelled out (``ae``, ``oe``, ``ue``, ``ss`` in German). The
model is a logistic regression over hashed letter contexts of the site: one signed byte per bucket, their sum is the
logit. Words that the rounded weights get wrong or doubt are hashes with the answer in the lowest bits, not words.

Another language is another file: :mod:`textnorm.text.evidence.languages` names one per language, and the file itself
says which letters are spelled how. ``tools/build_umlaut_model.py`` writes them.
"""

from __future__ import annotations

import json
import lzma
import math
import re
from array import array
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path
from zlib import crc32

from textnorm.text.evidence.languages import language_of

__all__ = ["MAGIC", "SiteModel", "load_choice", "load_model", "probability"]

MAGIC = b"textnorm sites 1\n"
EDGE = 0x5E  # "^", stands before the first and after the last letter
FOREIGN = 0x2A  # "*", stands for every letter outside a–z that is not spelled out

_MASK = 0xFFFFFFFF
_PRIME = 0x01000193
_OFFSET = 0x811C9DC5
_SPREAD = 0x9E3779B1
_MIX = 0xC2B2AE35
_RIGHT = 0x24
_SMALL, _CAPITAL = 0x30, 0x31


class SiteModel:
    """The weights and tables of one language; :func:`load_model` reads them once."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(MAGIC):
            raise ValueError("not a textnorm site model")
        head, _, packed = data[len(MAGIC) :].partition(b"\n")
        header = json.loads(head)
        payload = lzma.decompress(packed, lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "preset": 9}])
        self.letters: dict[str, str] = header["letters"]
        self.bits: int = header["bits"]
        self.scale: float = header["scale"]
        self.left: int = header["left"]
        self.right: int = header["right"]
        self.joints = [tuple(pair) for pair in header["joints"]]
        self.case_joints = [tuple(pair) for pair in header["case_joints"]]
        size = 1 << self.bits
        self.weights = array("b", payload[:size])
        # Exceptions: sorted hashes, stored as differences in four byte planes so that they pack well.
        count = header["exceptions"]
        planes = payload[size : size + 4 * count]
        self.exceptions = array("L" if array("L").itemsize == 4 else "I", bytes(4 * count))
        total = 0
        for place in range(count):
            total += (
                planes[place]
                | planes[count + place] << 8
                | planes[2 * count + place] << 16
                | planes[3 * count + place] << 24
            )
            self.exceptions[place] = total
        certain, likely = round(header["certain"] / self.scale), round(header["likely"] / self.scale)
        self.answers = (-certain, certain, likely)
        #: Letters that prove no damage on their own (Swiss text writes ss), and are never capitals.
        self.weak: frozenset[str] = frozenset(header["weak"])
        self.letter_of = {spelled: letter for letter, spelled in self.letters.items()}
        doubled = [re.escape(spelled) for spelled in self.letter_of if len(set(spelled)) < len(spelled)]
        others = [re.escape(spelled) for spelled in self.letter_of if len(set(spelled)) == len(spelled)]
        self._site_pattern = re.compile(
            f"({'|'.join(others) or '(?!)'})|({'|'.join(doubled) or '(?!)'})(?:(?<=(.))\\3)*".encode()
        )

    def spell_out(self, word: str) -> tuple[bytes, list[int]]:
        """The word as the model reads it, and for each of its bytes the place in ``word``.

        Lower case, every letter of the table spelled out, other letters outside a–z as ``*``.
        """
        spelled = bytearray()
        places: list[int] = []
        for place, character in enumerate(word):
            lower = character.lower()
            if len(lower) == 1 and "a" <= lower <= "z":
                spelled.append(ord(lower))
                places.append(place)
            elif lower in self.letters:
                spelled += self.letters[lower].encode("ascii")
                places += [place] * len(self.letters[lower])
            else:
                spelled.append(FOREIGN)
                places.append(place)
        return bytes(spelled), places

    def sites(self, spelled: bytes) -> list[tuple[int, int]]:
        """Place and width of everything that may be a spelled-out letter, left to right, without overlap.

        A run of one letter (``sss``) is one site, at its start.

        >>> load_model("de").sites(b"massstaebe")
        [(2, 2), (6, 2)]
        """
        return [(match.start(), len(match[1] or match[2])) for match in self._site_pattern.finditer(spelled)]

    def logit(self, spelled: bytes, site: int, width: int, capital: bool) -> float:
        """The log odds that the ``width`` letters of ``spelled`` at ``site`` stand for one."""
        return self.score(spelled, site, width, capital) * self.scale

    def score(self, spelled: bytes, site: int, width: int, capital: bool) -> int:
        """The logit in steps of :attr:`scale`. ``kernels/damage/umlaut_prefilter.py`` computes the same number."""
        weights = self.weights
        total: int
        shift = 32 - self.bits
        seed = _OFFSET
        for place in range(site, site + width):
            seed = ((seed ^ spelled[place]) * _PRIME) & _MASK
        total = weights[((seed ^ seed >> 15) * _SPREAD & _MASK) >> shift]
        lefts = [0]
        value = seed
        for place in range(site - 1, max(site - self.left, -1) - 1, -1):
            value = ((value ^ (spelled[place] if place >= 0 else EDGE)) * _PRIME) & _MASK
            lefts.append(value)
            total += weights[((value ^ value >> 15) * _SPREAD & _MASK) >> shift]
        rights = [0]
        value = ((seed ^ _RIGHT) * _PRIME) & _MASK
        length = len(spelled)
        for place in range(site + width, min(site + width + self.right, length + 1)):
            value = ((value ^ (spelled[place] if place < length else EDGE)) * _PRIME) & _MASK
            rights.append(value)
            total += weights[((value ^ value >> 15) * _SPREAD & _MASK) >> shift]
        reach_left, reach_right = len(lefts), len(rights)
        for left, right in self.joints:
            if left < reach_left and right < reach_right:
                after = rights[right]
                value = ((lefts[left] * _MIX) ^ (after + (after << 13))) & _MASK
                total += weights[((value ^ value >> 15) * _SPREAD & _MASK) >> shift]
        case = ((seed ^ (_CAPITAL if capital else _SMALL)) * _PRIME) & _MASK
        case += case << 13
        for left, right in self.case_joints:
            if left < reach_left and right < reach_right:
                after = rights[right]
                value = ((lefts[left] * _MIX) ^ (after + (after << 13))) & _MASK
                value = ((value * _MIX) ^ case) & _MASK
                total += weights[((value ^ value >> 15) * _SPREAD & _MASK) >> shift]
        answer = self.exception(spelled, site, capital)
        return total if answer is None else self.answers[answer]

    def exception(self, spelled: bytes, site: int, capital: bool) -> int | None:
        """The place in :attr:`answers` for one of the words that the weights alone get wrong or doubt, else None."""
        value = crc32(spelled, (site * 2 + capital + 1) * _SPREAD & _MASK)  # a small start would meet the first letter
        place = bisect_left(self.exceptions, value & ~3)
        if place < len(self.exceptions) and self.exceptions[place] >> 2 == value >> 2:
            return self.exceptions[place] & 3
        return None


@lru_cache(maxsize=16)
def load_model(locale: str) -> SiteModel:
    """The model for ``locale``, read on first use. Raises ``UnknownOption`` if there is none."""
    return _read(language_of(locale).model)


@lru_cache(maxsize=8)
def load_choice(locale: str) -> SiteModel | None:
    """The model that chooses between two letters with one spelling (Estonian õ and ö), if ``locale`` has them."""
    name = language_of(locale).choice
    return _read(name) if name else None


def _read(name: str) -> SiteModel:
    return SiteModel((Path(__file__).parent / "data" / name).read_bytes())


def probability(logit: float) -> float:
    """The logistic function, on 0.0–1.0.

    >>> round(probability(1.0), 3)
    0.731
    """
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, logit))))
