"""Transformers for scikit-learn: ``TextCleaner`` and ``NearDuplicateFilter``.

Both take texts as a list, an array, a series or a frame. There is nothing to learn: ``transform`` needs no ``fit``.
"""

from __future__ import annotations

from dataclasses import fields
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, Self, Unpack

from textnorm.adapters.frames.backends import Backend, backend_of, need_column
from textnorm.adapters.frames.columns import need_texts
from textnorm.errors import BadRecord, MissingExtra, UnknownOption
from textnorm.match.matcher import find_duplicates
from textnorm.text.cleaner import Cleaner, CleanerOptions

try:
    import numpy as np
    from sklearn import get_config
    from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
    from sklearn.utils.validation import check_is_fitted
except ImportError:
    raise MissingExtra.named("sklearn", "sklearn", "textnorm.sklearn") from None

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from textnorm.match.duplicates import Duplicates
    from textnorm.match.settings import MatchSettings

__all__ = ["NearDuplicateFilter", "TextCleaner"]


class _TextTransformer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """What both share: the containers of texts, and what scikit-learn asks of a transformer."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False  # by which scikit-learn means numbers
        tags.input_tags.allow_nan = True
        tags.requires_fit = False
        return tags

    def fit(self, X: Any, y: Any = None) -> Self:
        """Remember the names of the columns; there is nothing to learn."""
        self._check()
        names = _names(X)
        self.n_features_in_ = len(names)
        self.__dict__.pop("feature_names_in_", None)
        if all(isinstance(name, str) for name in names):
            self.feature_names_in_ = np.array(names, dtype=object)
        return self

    def transform(self, X: Any) -> Any:
        """``X`` as this step makes it."""
        names = _names(X)
        if not hasattr(self, "n_features_in_"):
            self.fit(X)
        elif len(names) != self.n_features_in_:
            raise BadRecord(
                f"X has {len(names)} features, but {type(self).__name__} is expecting {self.n_features_in_} features "
                "as input"
            )
        if not _is_series(X):
            return self._in_container(self._change(X), X)
        changed = self._change(X.to_frame())
        if self._container() == "default":
            column = changed.to_series(0) if hasattr(changed, "to_series") else changed.iloc[:, 0]
            return column.rename(X.name) if hasattr(column, "index") else column.alias(X.name)
        return self._in_container(changed, X)

    def _check(self) -> None:
        """Raise ``UnknownOption`` for a parameter that does not exist."""

    def _change(self, X: Any) -> Any:
        """A frame or an array, changed."""
        raise NotImplementedError

    def _container(self) -> str:
        asked = getattr(self, "_sklearn_output_config", {}).get("transform")
        return str(get_config()["transform_output"] if asked is None else asked)

    def _in_container(self, changed: Any, X: Any) -> Any:
        """``changed`` in the container that ``set_output`` asks for."""
        asked = self._container()
        if asked == "default" or (_is_frame(changed) and _library(changed) == asked):
            return changed
        names = self.get_feature_names_out().tolist()
        if _is_frame(changed):
            backend = backend_of(changed, type(self).__name__)
            columns = [backend.values(changed, name) for name in backend.names(changed)]
        else:
            columns = changed.reshape(len(changed), -1).T.tolist()
        table = dict(zip(names, columns, strict=True))
        if asked == "polars":
            import polars as pl

            return pl.DataFrame(table)
        import pandas as pd

        return pd.DataFrame(table)


class TextCleaner(_TextTransformer):
    """Clean the texts of a pipeline; the parameters are the options of ``Cleaner``.

    A list gives an array, an array an array, a series a series, and a frame a frame with all its columns cleaned;
    ``set_output`` asks for another container. What is missing stays missing.
    Raises ``BadRecord`` with the row of what is no text, ``UnknownOption`` for an option that does not exist.

    >>> TextCleaner(quotes="keep").fit_transform(["K&ouml;ln „feiert“", None]).tolist()
    ['Köln „feiert“', None]
    >>> TextCleaner(quotes="keep").get_params()["quotes"]
    'keep'
    """

    def __init__(self, **options: Unpack[CleanerOptions]) -> None:
        known = {field.name: field.default for field in fields(Cleaner)}
        for name in options:
            if name not in known:
                raise UnknownOption.among("option", name, known)
        self.__dict__.update(known | options)

    # scikit-learn reads here which parameters there are: those of Cleaner.
    __init__.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter("self", Parameter.POSITIONAL_OR_KEYWORD),
            *(Parameter(field.name, Parameter.KEYWORD_ONLY, default=field.default) for field in fields(Cleaner)),
        ]
    )

    def _check(self) -> None:
        self._cleaner()

    def _cleaner(self) -> Cleaner:
        return Cleaner().replace(**self.get_params(deep=False))

    def _change(self, X: Any) -> Any:
        cleaner = self._cleaner()
        if _is_frame(X):
            backend = backend_of(X, "TextCleaner")
            for name in backend.names(X):
                X = backend.with_cleaned(X, name, cleaner, name)
            return X
        cells = _cells(X)
        before = cells.ravel().tolist()
        after = cleaner.many(need_texts(before, "X"))
        changed = np.empty(cells.size, dtype=object)
        changed[:] = [was if now is None else now for was, now in zip(before, after, strict=True)]
        return changed.reshape(cells.shape)


class NearDuplicateFilter(_TextTransformer):
    """Drop the texts that are copies, exact or near, of others in the same call.

    ``matcher`` says what a copy is (without one, short texts are headlines and long ones articles), and ``column``
    which column of a frame or a two-dimensional array holds the texts, if it has several. ``transform`` returns fewer
    rows than it gets, so the filter suits pipelines without ``y``. With ``y``, call ``fit_resample``, which drops the
    same rows of both; a pipeline of imbalanced-learn takes it as a sampler,
    ``FunctionSampler(func=NearDuplicateFilter().fit_resample, validate=False)``.

    After ``fit``, ``duplicates_`` is what the search found and ``kept_indices_`` are the positions of the rows that
    stay. ``is_new`` says which of other texts are no copies of those, so that nothing of a test set was trained on.
    Raises ``BadRecord`` for what is no text or if ``column`` is missing.

    >>> texts = ["Der Käse ist gut", "Ein Hund bellt laut", "DER KAESE IST GUT!"]
    >>> NearDuplicateFilter().fit_transform(texts).tolist()
    ['Ein Hund bellt laut', 'DER KAESE IST GUT!']
    >>> NearDuplicateFilter().fit_resample(texts, [0, 1, 0])
    (['Ein Hund bellt laut', 'DER KAESE IST GUT!'], [1, 0])
    >>> NearDuplicateFilter().fit(texts).is_new(["Der Kaese ist gut", "Köln feiert"]).tolist()
    [False, True]
    """

    def __init__(self, matcher: MatchSettings | None = None, *, column: Any = None, threads: int | None = None) -> None:
        self.matcher = matcher
        self.column = column
        self.threads = threads

    def fit(self, X: Any, y: Any = None) -> Self:
        """Search for copies among the texts of ``X``."""
        super().fit(X)
        texts = self._texts_of(X)
        self._texts = texts.to_pylist() if hasattr(texts, "to_pylist") else texts
        self.duplicates_ = self._search(self._texts)
        self.kept_indices_ = self.duplicates_.kept
        return self

    def fit_resample(self, X: Any, y: Any = None) -> Any:
        """``X`` without copies, and ``y`` without the same rows; ``X`` alone without ``y``. Both keep their types.

        Raises ``BadRecord`` if ``y`` has not as many rows as ``X``.
        """
        self.fit(X)
        kept = self.kept_indices_
        if y is not None and len(y) != len(self._texts):
            raise BadRecord(f"y: expected as many rows as X, {len(self._texts):,}, got {len(y):,}")
        return _rows(X, kept) if y is None else (_rows(X, kept), _rows(y, kept))

    def is_new(self, X: Any) -> NDArray[np.bool_]:
        """Which texts of ``X`` are no copies of one that ``fit`` saw."""
        check_is_fitted(self, "duplicates_")
        texts = self._texts_of(X)
        found = find_duplicates(texts, self.matcher, against=self._texts, within_batch=False, threads=self.threads)
        return np.asarray(found.labels < 0)

    def _search(self, texts: Iterable[str | None]) -> Duplicates:
        return find_duplicates(texts, self.matcher, threads=self.threads)

    def _change(self, X: Any) -> Any:
        changed = _rows(X, self._search(self._texts_of(X)).kept)
        return changed if _is_frame(X) else _cells(changed)

    def _texts_of(self, X: Any) -> Any:
        """The texts of ``X``, from ``column`` if it has several."""
        if _is_series(X):
            X = X.to_frame()
        if _is_frame(X):
            backend = backend_of(X, "NearDuplicateFilter")
            names = backend.names(X)
            column = names[0] if self.column is None and len(names) == 1 else self.column
            if column is None:
                raise BadRecord(f"NearDuplicateFilter: pass column=, one of {', '.join(map(str, names))}")
            need_column(backend, X, column, "NearDuplicateFilter")
            return backend.texts(X, column)
        cells = _cells(X)
        if cells.ndim == 2:
            if self.column is None and cells.shape[1] != 1:
                raise BadRecord(f"NearDuplicateFilter: X has {cells.shape[1]} columns; pass column= as a number")
            cells = cells[:, self.column or 0]
        return need_texts(cells.tolist(), "X")


def _library(value: Any) -> str:
    return type(value).__module__.partition(".")[0]


def _is_frame(X: Any) -> bool:
    return hasattr(type(X), "columns")


def _is_series(X: Any) -> bool:
    return hasattr(type(X), "to_frame")


def _names(X: Any) -> list[Any]:
    """The names of the columns of ``X``; numbers for those that have none."""
    if _is_series(X):
        return [0 if X.name is None else X.name]
    if _is_frame(X):
        backend: Backend = backend_of(X, "scikit-learn")
        return backend.names(X)
    cells = _cells(X)
    return list(range(1 if cells.ndim == 1 else cells.shape[1]))


def _cells(X: Any) -> NDArray[Any]:
    """Texts as an array of objects, in one dimension or two."""
    if isinstance(X, str | bytes) or not (hasattr(X, "__iter__") or hasattr(X, "__array__")):
        raise BadRecord(f"X: expected a list, an array or a frame of texts, got {type(X).__name__}")
    cells = np.asarray(X if hasattr(X, "__array__") else list(X), dtype=object)
    if cells.ndim not in (1, 2):
        raise BadRecord(f"X: expected one dimension or two, got {cells.ndim}")
    return cells


def _rows(values: Any, places: NDArray[np.int64]) -> Any:
    """The ``values`` at ``places``, in their own type."""
    if _is_frame(values):
        return backend_of(values, "NearDuplicateFilter").rows(values, places.tolist())
    if hasattr(values, "iloc"):
        return values.iloc[places]
    if isinstance(values, list | tuple):
        return type(values)(values[place] for place in places.tolist())
    return (values if hasattr(values, "__getitem__") else _cells(values))[places]
