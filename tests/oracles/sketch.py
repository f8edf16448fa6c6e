"""docs/sketch-format.md in plain integers: what kernels/sets/sketch.py must compute."""

from __future__ import annotations

from textnorm.match.keys import key, words

MASK = (1 << 64) - 1
STEP = 0x9E3779B97F4A7C55
ROLL = 0xD6E8FEB86659FD93
GOLDEN = 0x9E3779B97F4A7C15
MIX_1 = 0xBF58476D1CE4E5B9
MIX_2 = 0x94D049BB133111EB


def mix(value: int) -> int:
    value = (value ^ value >> 30) * MIX_1 & MASK
    value = (value ^ value >> 27) * MIX_2 & MASK
    return value ^ value >> 31


def token_hash(token: str) -> int:
    value = 0
    for byte in token.encode("utf-8", "surrogatepass"):
        value = (value * STEP + mix((byte + 1) * GOLDEN & MASK)) & MASK
    value = (value ^ value >> 32) * MIX_1 & MASK
    return value ^ value >> 29


def shingle_hashes(text: str, unit: str, n: int) -> list[int]:
    folded = key(text)
    tokens = [token_hash(token) for token in (words(folded) if unit == "word" else folded)]
    hashes = []
    for start in range(max(len(tokens) - n + 1, min(1, len(tokens)))):
        value = 0
        for token in tokens[start : start + n]:
            value = (value * ROLL + token) & MASK
        hashes.append(mix(value))
    return hashes


def sketch(hashes: list[int], size: int, seed: int) -> list[int]:
    slots: list[int | None] = [None] * size
    width = size.bit_length() - 1
    for turn in range(2 * size):
        for value in hashes:
            drawn = mix((value + seed + turn * GOLDEN) & MASK)
            slot = drawn >> (64 - width) if turn < size else turn - size
            rank = turn << 53 | drawn & ((1 << 53) - 1)
            if slots[slot] is None or rank < slots[slot]:
                slots[slot] = rank
        if None not in slots:
            break
    return [0xFFFFFFFF if slot is None else slot & 0xFFFFFFFF for slot in slots]
