"""A component for spaCy that cleans the text of a document before anything else reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from textnorm.errors import BadRecord, MissingExtra
from textnorm.text.cleaner import Cleaner

try:
    from spacy.language import Language
    from spacy.tokens import Doc
except ImportError:
    raise MissingExtra.named("spacy", "spacy", "textnorm.spacy") from None

if TYPE_CHECKING:
    from textnorm.text.explanation import Explanation

__all__ = ["CleanDocuments", "create_textnorm"]

# In the user data of a document: its text as it came, the preset and the options. Plain values, so that documents can
# be saved and sent to other processes.
_KEY = "textnorm"


def _original_text(doc: Doc) -> Any:
    return doc.user_data[_KEY][0] if _KEY in doc.user_data else doc.text


def _explanation(doc: Doc) -> Explanation:
    text, preset, options = doc.user_data.get(_KEY, (doc.text, "off", {}))
    return Cleaner.preset(preset, **options).explain(text)


# Both are worked out when they are asked for. `force`: a module that is loaded again sets them again.
Doc.set_extension("original_text", getter=_original_text, force=True)
Doc.set_extension("explanation", getter=_explanation, force=True)


class CleanDocuments:
    """The component ``textnorm`` of a pipeline of spaCy; it stands first.

    A document whose text needs cleaning is replaced by one of the cleaned text, so tokens and offsets are those of the
    cleaned text. ``doc._.original_text`` is the text as it came, and ``doc._.explanation`` has every change with its
    positions in both. A document that needs nothing stays the same object.
    """

    def __init__(self, language: Language, preset: str, options: Mapping[str, Any]) -> None:
        self.language = language
        self.preset = preset
        self.options = dict(options)
        self.cleaner = Cleaner.preset(preset, **self.options)

    def __call__(self, doc: Doc) -> Doc:
        """The document cleaned. Raises ``BadRecord`` if another component has worked on it."""
        return self._with_text(doc, self.cleaner.clean(doc.text))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 1000) -> Iterator[Doc]:
        """Clean a stream of documents, ``batch_size`` at a time."""
        documents = iter(stream)
        while batch := list(islice(documents, batch_size)):
            yield from map(self._with_text, batch, self.cleaner.many([doc.text for doc in batch]))

    def _with_text(self, doc: Doc, text: str) -> Doc:
        if text == doc.text:
            return doc
        worked_on = [name for name in ("TAG", "DEP", "LEMMA", "ENT_IOB", "SENT_START") if doc.has_annotation(name)]
        if worked_on:
            raise BadRecord(
                f"textnorm: the document has annotations ({worked_on[0]}) that cleaning would lose; "
                "add the component first: nlp.add_pipe('textnorm', first=True)"
            )
        cleaned = self.language.make_doc(text)
        cleaned.user_data = {**doc.user_data, _KEY: [doc.text, self.preset, self.options]}
        cleaned._context = doc._context  # what `as_tuples=True` carries along
        return cleaned


@Language.factory("textnorm", default_config={"preset": "repair", "options": {}})
def create_textnorm(nlp: Language, name: str, preset: str, options: Mapping[str, Any]) -> CleanDocuments:
    """The component for ``nlp.add_pipe("textnorm", first=True, config={"preset": …, "options": {…}})``.

    ``options`` are those of ``Cleaner``, on top of its ``preset``.

    >>> import spacy
    >>> nlp = spacy.blank("de")
    >>> component = nlp.add_pipe("textnorm", first=True, config={"options": {"umlauts": False}})
    >>> doc = nlp("Gruesse aus K&ouml;ln")
    >>> [token.text for token in doc], doc._.original_text
    (['Gruesse', 'aus', 'Köln'], 'Gruesse aus K&ouml;ln')
    """
    return CleanDocuments(nlp, preset, options)
