"""textnorm in spaCy: the component ``textnorm`` for pipelines of spaCy, which importing this module registers."""

from __future__ import annotations

from textnorm.adapters.integrations.spacy import CleanDocuments, create_textnorm

__all__ = ["CleanDocuments", "create_textnorm"]
