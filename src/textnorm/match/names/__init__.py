"""Personal names: one person under the spellings of many transcriptions."""
