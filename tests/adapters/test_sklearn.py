"""The transformers behave like scikit-learn's own."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.utils import estimator_checks

from textnorm import BadRecord, Cleaner, Matcher, UnknownOption
from textnorm.sklearn import NearDuplicateFilter, TextCleaner

TEXTS = ["K&ouml;ln „feiert“ den Frühling", 'Koeln "feiert" den Fruehling', "Dax steigt um 2 Prozent", "Bonn ruht"]
CLEAN = ['Köln "feiert" den Frühling', 'Köln "feiert" den Frühling', "Dax steigt um 2 Prozent", "Bonn ruht"]
KEPT = [TEXTS[0], TEXTS[2], TEXTS[3]]

# What scikit-learn checks of every transformer, but for what is about numbers.
CHECKS = [
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_estimators_overwrite_params",
    "check_estimators_pickle",
    "check_fit_idempotent",
    "check_fit_check_is_fitted",
    "check_fit_score_takes_y",
    "check_get_params_invariance",
    "check_global_output_transform_pandas",
    "check_global_set_output_transform_polars",
    "check_mixin_order",
    "check_n_features_in",
    "check_n_features_in_after_fitting",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_readonly_memmap_input",
    "check_set_output_transform",
    "check_set_output_transform_pandas",
    "check_set_output_transform_polars",
    "check_set_params",
    "check_transformer_data_not_an_array",
    "check_transformer_general",
    "check_transformer_get_feature_names_out",
    "check_transformer_get_feature_names_out_pandas",
    "check_transformers_unfitted_stateless",
    "check_valid_tag_types",
]
TRANSFORMERS = [TextCleaner(), NearDuplicateFilter(column=0)]


@pytest.mark.parametrize("transformer", TRANSFORMERS, ids=lambda transformer: type(transformer).__name__)
@pytest.mark.parametrize("name", CHECKS)
def test_the_checks_of_scikit_learn_on_text(name: str, transformer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    check = getattr(estimator_checks, name)

    def as_text(estimator: Any, numbers: Any, **options: Any) -> Any:
        return np.vectorize("Zeile {:.4f}".format, otypes=[object])(np.asarray(numbers))

    def equal(a: Any, b: Any, **options: Any) -> None:
        assert repr(np.asarray(a, dtype=object).tolist()) == repr(np.asarray(b, dtype=object).tolist())  # nan == nan

    # Every check makes its numbers and passes them through here to what the estimator can take.
    monkeypatch.setattr(estimator_checks, "_enforce_estimator_tags_X", as_text)
    monkeypatch.setattr(estimator_checks, "assert_allclose_dense_sparse", equal)
    check(type(transformer).__name__, clone(transformer))


@pytest.mark.filterwarnings("ignore:Can't test estimator")
@pytest.mark.parametrize("transformer", TRANSFORMERS, ids=lambda transformer: type(transformer).__name__)
def test_check_estimator(transformer: Any) -> None:
    estimator_checks.check_estimator(transformer)


def test_the_parameters_are_the_options_of_the_cleaner() -> None:
    assert set(TextCleaner().get_params()) == {field.name for field in fields(Cleaner)}
    cleaner = TextCleaner(quotes="keep").set_params(umlauts=False)
    again = clone(cleaner)
    assert again.get_params() == cleaner.get_params()
    assert "quotes='keep'" in repr(cleaner)
    assert "umlauts=False" in repr(cleaner)
    assert again.fit_transform(["„Gruesse“ aus K&ouml;ln"]).tolist() == ["„Gruesse“ aus Köln"]
    with pytest.raises(UnknownOption, match="did you mean 'quotes'"):
        TextCleaner(quote="de")
    with pytest.raises(UnknownOption, match="locale='xx'"):
        TextCleaner(locale="xx").fit(TEXTS)


CONTAINERS: list[Callable[[list[Any]], Any]] = [
    list,
    np.array,
    lambda texts: pd.Series(texts, index=[9, 8, 7, 6], name="title"),
    lambda texts: pd.DataFrame({"title": texts}, index=[9, 8, 7, 6]),
    lambda texts: pl.Series("title", texts),
    lambda texts: pl.DataFrame({"title": texts}),
]


def flat(container: Any) -> list[Any]:
    return np.asarray(container, dtype=object).ravel().tolist()


@pytest.mark.parametrize("make", CONTAINERS)
def test_texts_in_any_container(make: Callable[[list[Any]], Any]) -> None:
    given = make(TEXTS)
    cleaned = TextCleaner().fit_transform(given)
    kept = NearDuplicateFilter().fit_transform(given)
    assert flat(cleaned) == CLEAN
    assert flat(kept) == KEPT
    if not isinstance(given, list):
        assert type(cleaned) is type(kept) is type(given)
    if isinstance(given, pd.Series | pd.DataFrame):
        assert cleaned.index.tolist() == [9, 8, 7, 6]
        assert kept.index.tolist() == [9, 7, 6]
    for container, kind in (("pandas", pd.DataFrame), ("polars", pl.DataFrame)):
        step = TextCleaner().set_output(transform=container).fit(given)
        rows = NearDuplicateFilter().set_output(transform=container).fit(given)
        assert isinstance(step.transform(given), kind)
        assert isinstance(rows.transform(given), kind)
        assert flat(step.transform(given)) == CLEAN
        assert flat(rows.transform(given)) == KEPT
        assert list(step.transform(given).columns) == step.get_feature_names_out().tolist()


def test_missing_texts_stay_missing() -> None:
    assert TextCleaner().fit_transform(["K&ouml;ln", None]).tolist() == ["Köln", None]
    assert NearDuplicateFilter().fit_transform([None, None, "Köln"]).tolist() == [None, None, "Köln"]


def test_in_pipelines_and_in_the_search_for_settings() -> None:
    texts, labels = TEXTS * 3, [0, 0, 1, 1] * 3
    pipeline = Pipeline([("clean", TextCleaner()), ("words", TfidfVectorizer()), ("class", LogisticRegression())])
    search = GridSearchCV(pipeline, {"clean__umlauts": [True, False]}, cv=2).fit(texts, labels)
    assert search.predict(["Köln feiert", "Dax steigt"]).tolist() == [0, 1]
    again = pickle.loads(pickle.dumps(search.best_estimator_))
    assert again.predict(texts).tolist() == search.predict(texts).tolist()
    vectors = make_pipeline(TextCleaner(), NearDuplicateFilter(Matcher.headlines()), TfidfVectorizer()).fit_transform(
        TEXTS
    )
    assert vectors.shape[0] == 3
    frame = pd.DataFrame({"title": TEXTS, "n": [1, 2, 3, 4]})
    columns = ColumnTransformer([("title", TextCleaner(), ["title"])], remainder="passthrough")
    assert columns.set_output(transform="pandas").fit_transform(frame)["title__title"].tolist() == CLEAN


def test_rows_go_with_their_labels() -> None:
    frame = pd.DataFrame({"id": ["a", "b", "c", "d"], "title": TEXTS})
    rows = NearDuplicateFilter(Matcher.headlines(), column="title")
    kept, labels = rows.fit_resample(frame, np.array([1, 2, 3, 4]))
    assert kept["id"].tolist() == ["a", "c", "d"]
    assert labels.tolist() == [1, 3, 4]
    assert rows.kept_indices_.tolist() == [0, 2, 3]
    assert rows.duplicates_.why(1).kept == 0
    assert rows.is_new(pd.DataFrame({"id": ["x", "y"], "title": [CLEAN[0], "Ulm"]})).tolist() == [False, True]
    assert pickle.loads(pickle.dumps(rows)).transform(frame)["id"].tolist() == ["a", "c", "d"]


def test_what_does_not_fit_is_named() -> None:
    with pytest.raises(BadRecord, match="row 0 'X': expected text, got int"):
        TextCleaner().fit_transform([1])
    with pytest.raises(BadRecord, match="X: expected a list, an array or a frame of texts, got str"):
        TextCleaner().fit("Köln")
    with pytest.raises(BadRecord, match="y: expected as many rows as X, 2, got 1"):
        NearDuplicateFilter().fit_resample(["Köln", "Bonn"], [1])
    with pytest.raises(NotFittedError):
        NearDuplicateFilter().is_new(["Köln"])
    two = pd.DataFrame({"a": ["x"], "b": ["y"]})
    with pytest.raises(BadRecord, match="pass column=, one of a, b"):
        NearDuplicateFilter().fit(two)
    with pytest.raises(BadRecord, match="X has 2 columns; pass column= as a number"):
        NearDuplicateFilter().fit(two.to_numpy())
    with pytest.raises(BadRecord, match="no column 'c'; columns: a, b"):
        NearDuplicateFilter(column="c").fit(two)
