"""Article pairs of known kinds, made from sentences (edited, re-sent, corrected, reused, in shells), and look-alikes.

Look-alikes are daily templates with other numbers, reports that share a background paragraph, and pages that share
nothing but their shell. They must not be joined.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

Paragraphs = list[list[str]]

TEMPLATES = (
    "Das Wetter in {N} am {W}, dem {d}. {M}: Am Vormittag liegen die Werte bei {i} Grad, am Nachmittag steigt das "
    "Thermometer auf {i} Grad. Der Wind weht mit {i} km/h aus Nordwest. Die Wahrscheinlichkeit von Regen beträgt {i} "
    "Prozent. Die Sonne geht um {h}:{m} Uhr auf und um {h}:{m} Uhr unter.",
    "Der Index hat am {W} {i},{m} Prozent höher bei {i}.{x} Punkten geschlossen. Die mittelgroßen Werte gewannen "
    "{i},{m} Prozent. Der Euro wurde zuletzt mit 1,{x} Dollar gehandelt. Die Rendite lag bei {i},{m} Prozent.",
    "Am {W} wurden {i}.{x} Neuinfektionen gemeldet. Vor einer Woche waren es {i}.{x}. Die Inzidenz liegt bundesweit "
    "bei {x},{i}. Binnen 24 Stunden wurden {x} Todesfälle verzeichnet. Die tatsächliche Zahl dürfte höher liegen.",
    "In {N} ist es am {W} gegen {h}:{m} Uhr zu einem Unfall gekommen. Ein {i}-jähriger Autofahrer kam aus ungeklärter "
    "Ursache von der Fahrbahn ab. Es entstand ein Schaden von rund {i}.000 Euro. Zeugen melden sich unter 0{x}/{x}{i}.",
    "Shr {i} cts vs {i} cts. Net {i},{x} vs {i},{x}. Revs {i}.{z} mln vs {i}.{z} mln. Nine mths. Shr {i} cts vs {i} "
    "cts. Net {i},{x} vs {i},{x}. Note: results include gains of {x},000 dlrs.",
)
PLACES = ("Berlin Hamburg München Köln Frankfurt Stuttgart Leipzig Dortmund Essen Bremen Dresden Hannover Bonn").split()  # noqa: SIM905
DAYS = "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split()  # noqa: SIM905
MONTHS = ("Januar Februar März April Mai Juni Juli August September Oktober November Dezember").split()  # noqa: SIM905
SHELL = (
    "Zum Inhalt springen. Startseite, Politik, Wirtschaft, Sport, Kultur, Wissen, Reise. Anmelden oder registrieren. "
    "Wir verwenden Cookies, um Inhalte und Anzeigen auszuwählen und die Zugriffe zu zählen. Sie können das jederzeit "
    "in den Einstellungen ändern. Newsletter abonnieren: Das Wichtigste vom Tag in Ihr Postfach.\n\n{}\n\nDas könnte "
    "Sie auch interessieren. Diesen Artikel teilen, drucken. Impressum, Datenschutz, Kontakt, Abo kündigen."
)


class ArticleMaker:
    """Makes articles from sentences, each used once; when they run out, from their words in a new order."""

    def __init__(self, sentences: list[str], seed: int) -> None:
        self.draw = random.Random(seed)
        self._all = list(sentences)
        self.draw.shuffle(self._all)
        self._next = iter(self._all)

    def sentence(self) -> str:
        sentence = next(self._next, None)
        if sentence is None:
            words = self.draw.choice(self._all).split() + self.draw.choice(self._all).split()
            self.draw.shuffle(words)
            sentence = " ".join(words[: len(words) // 2])
        return sentence

    def article(self, sentences: int) -> Paragraphs:
        return [[self.sentence() for _ in range(self.draw.randint(2, 4))] for _ in range(max(1, sentences // 3))]

    def between(self, low: int, high: int) -> Paragraphs:
        return self.article(self.draw.randint(low, high))

    def typos(self, text: str, rate: float) -> str:
        words = text.split(" ")
        for place, word in enumerate(words):
            if len(word) > 3 and self.draw.random() < rate:
                cut = self.draw.randrange(len(word) - 1)
                words[place] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
        return " ".join(words)

    def edited(self, article: Paragraphs) -> str:
        draw, article = self.draw, [list(paragraph) for paragraph in article]
        if draw.random() < 0.4 and len(article) > 3:
            del article[draw.randrange(1, len(article))]
        if draw.random() < 0.3:
            draw.shuffle(article)
        if draw.random() < 0.4:
            article.append([self.sentence()])
        if draw.random() < 0.3:
            article[0][0] = self.sentence()
        text = self.typos(joined(article), draw.choice([0, 0.01, 0.03]))
        return text.translate({0xE4: "ae", 0xF6: "oe", 0xFC: "ue", 0xDF: "ss"}) if draw.random() < 0.3 else text

    def reused(self, article: Paragraphs) -> str:
        """A newspaper's use of an agency's text: some sentences kept, some of them reworded, own paragraphs around."""
        keep = self.draw.uniform(0.4, 1.0)
        kept = [[sentence for sentence in paragraph if self.draw.random() < keep] for paragraph in article]
        for paragraph in kept:
            for place, sentence in enumerate(paragraph):
                words = sentence.split()
                if self.draw.random() < 0.4:
                    for _ in range(max(1, len(words) // 6)):
                        words[self.draw.randrange(len(words))] = self.draw.choice(["laut", "dabei", "demnach", "etwa"])
                paragraph[place] = " ".join(words)
        own = self.between(3, 15)
        return joined(own[:1] + kept + own[1:] if self.draw.random() < 0.5 else kept + own)

    def filled(self, template: str) -> str:
        draw = self.draw
        slots = {
            "N": lambda: draw.choice(PLACES),
            "W": lambda: draw.choice(DAYS),
            "M": lambda: draw.choice(MONTHS),
            "d": lambda: str(draw.randint(1, 31)),
            "i": lambda: str(draw.randint(2, 60)),
            "h": lambda: str(draw.randint(5, 21)),
            "m": lambda: f"{draw.randint(0, 59):02}",
            "x": lambda: str(draw.randint(100, 999)),
            "z": lambda: str(draw.randint(0, 9)),
        }
        return re.sub(r"\{(\w)\}", lambda match: slots[match[1]](), template)


def joined(article: Paragraphs) -> str:
    return "\n\n".join(" ".join(paragraph) for paragraph in article if paragraph)


def _groups(maker: ArticleMaker, each: int) -> Iterator[tuple[str, list[str]]]:
    """Kind and texts; the texts of one group are one article, unless the kind is empty."""
    draw = maker.draw
    for _ in range(each):
        article = maker.between(6, 24)
        yield "edited", [joined(article), maker.edited(article)]
        article = maker.between(9, 24)
        first = article[:1] if draw.random() < 0.5 else article[: len(article) // 2]
        yield "re-sent", [joined(first), maker.typos(joined(article), 0.005)]
        article = maker.between(6, 15)
        yield "reused", [joined(article), maker.reused(article)]
        background = [maker.sentence(), maker.sentence()]
        yield "", [joined([*maker.between(9, 15), background]), joined([*maker.between(9, 15), background])]
        yield "", [SHELL.format(joined(maker.between(3, 15)))]
        yield "", [joined(maker.between(3, 20)) for _ in range(4)]
    for _ in range(each // 3):
        article = joined(maker.between(5, 12))
        yield "in a shell", [SHELL.format(article), article]
        report = joined(maker.article(6)) + " " + maker.filled("Im Jahr 19{i} waren es {x} Fälle in {N}. " * 4)
        wrong = re.sub(r"\d+", lambda found: found[0] if draw.random() > 0.12 else str(draw.randint(10, 99)), report)
        yield "corrected", [report, wrong]
    for template in TEMPLATES:
        yield "", [maker.filled(template) for _ in range(each // 4)]


def article_pairs(sentences: list[str], *, each: int, seed: int) -> tuple[list[str], dict[tuple[int, int], str]]:
    """Texts, and the pairs of them that are one article, with their kind."""
    texts: list[str] = []
    pairs = {}
    for kind, group in _groups(ArticleMaker(sentences, seed), each):
        if kind:
            pairs[len(texts), len(texts) + 1] = kind
        texts += group
    return texts, pairs


PAYWALL = (
    "Sie möchten weiterlesen? Mit einem Digitalabo lesen Sie alle Artikel. Jetzt vier Wochen kostenlos testen, danach "
    "monatlich kündbar. Sie sind bereits Abonnent? Hier anmelden."
)
VERDICTS = (("freigesprochen", "verurteilt"), ("schuldig gesprochen", "freigesprochen"))
NOTE = (
    "In {N} ist in der Nacht ein Unbekannter in ein Haus in der {S} eingebrochen. Er nahm {G} mit und floh in "
    "Richtung {N}. Die Polizei {N} bittet Zeugen, sich zu melden."
)
ENTRIES = (
    "Adds packed {}-bit integers in a and b and stores the results in dst. See _mm256_add_epi{} for what overflows.",
    "Die Funktion lies_{0}() liest das Feld aus dem Kopf der Datei und prüft es. Fehlt das Feld, so gibt sie nichts.",
    "--max-{0}: the limit from which a run stops. Without it there is none. The option can be given more than once.",
)
WIDTHS, FIELDS = ("8", "16", "32", "64"), ("titel", "datum", "quelle", "autor")
STREETS = "Hauptstraße Bahnhofstraße Lindenallee Gartenweg Schillerstraße Ringstraße Mühlenweg Kirchgasse".split()  # noqa: SIM905
GOODS = "Schmuck Werkzeug Bargeld Münzen Fahrräder Besteck Gemälde Uhren".split()  # noqa: SIM905


def look_alikes(sentences: list[str], *, seed: int) -> Iterator[tuple[str, list[str]]]:
    """Kinds and sets of texts that share words and are all different: none of them may be dropped."""
    maker = ArticleMaker(sentences, seed)
    draw = maker.draw
    for count in (2, 3, 5, 8):
        yield "one shell, 2 to 8 articles", [SHELL.format(joined(maker.between(3, 15))) for _ in range(count)]
    yield (
        "one shell, 20 texts of two sentences",
        [SHELL.format(f"{maker.sentence()} {maker.sentence()}") for _ in range(20)],
    )
    for count in (5, 12):
        yield "stubs over a paywall note", [f"{maker.sentence()} {PAYWALL}" for _ in range(count)]
    for _ in range(20):
        passage = [maker.sentence() for _ in range(3)]
        size = 3 * sum(len(sentence.split()) for sentence in passage)
        texts = []
        for _ in range(2):
            own: list[str] = []
            while sum(len(sentence.split()) for sentence in own) < size:
                own.append(maker.sentence())
            at = draw.randint(0, len(own))
            texts.append(" ".join([*own[:at], *passage, *own[at:]]))
        yield "one passage, 75 % own words", texts
        report = " ".join(maker.sentence() for _ in range(3))
        here, there = draw.choice(VERDICTS)
        yield "opposite verdicts", [f"Das Gericht hat den Angeklagten {word}. {report}" for word in (here, there)]
    for template in TEMPLATES:
        yield "daily templates", [maker.filled(template) for _ in range(20)]
    names = {"N": PLACES, "S": STREETS, "G": GOODS}
    for _ in range(10):
        yield "police notes", [re.sub(r"\{(\w)\}", lambda match: draw.choice(names[match[1]]), NOTE) for _ in range(2)]
    for entry, words in zip(ENTRIES, (WIDTHS, FIELDS, FIELDS), strict=True):
        yield "entries of a reference", [entry.format(word, word) for word in words]


def versions_and_stubs(sentences: list[str], *, each: int, seed: int) -> Iterator[tuple[str, bool, list[str]]]:
    """Kinds, whether the texts of a set are one text, and sets: versions of one text, and stubs in one unknown shell.

    They look alike; what differs tells them apart: another sentence at another place in each version, the sentence at
    one place in each stub.
    """
    maker = ArticleMaker(sentences, seed)
    draw = maker.draw

    def some(low: int, high: int) -> list[str]:
        return [maker.sentence() for _ in range(draw.randint(low, high))]

    for _ in range(each):
        count = draw.randint(3, 8)
        base = some(3, 6)
        yield "versions, one sentence inserted in each", True, [_inserted(base, maker) for _ in range(count)]
        yield (
            "versions, one sentence exchanged in each, and the first",
            True,
            [" ".join(base)] + [_inserted(base, maker, instead=True) for _ in range(count)],
        )
        brief = some(8, 10)
        yield "a brief under the lead of each paper", True, [" ".join([maker.sentence(), *brief]) for _ in range(count)]
        article = maker.between(9, 24)
        yield "wire re-sends", True, [joined(article), *(maker.typos(_resent(article, maker), 0.005) for _ in range(3))]
        head, middle, foot = some(1, 2), some(1, 1), some(1, 3)
        yield "stubs amid a shell", False, [" ".join([*head, *some(1, 2), *foot]) for _ in range(count)]
        yield "stubs over a note", False, [" ".join([*some(1, 3), *foot]) for _ in range(count)]
        yield (
            "stubs in two blocks",
            False,
            [" ".join([*head, *some(1, 1), *middle, *some(1, 1), *foot]) for _ in range(count)],
        )
        yield (
            "stubs, parts of the shell missing",
            False,
            [" ".join([*head[: draw.randint(0, 2)], *some(1, 2), *foot[: draw.randint(0, 3)]]) for _ in range(count)],
        )


def _inserted(base: list[str], maker: ArticleMaker, *, instead: bool = False) -> str:
    place = maker.draw.randrange(len(base))
    return " ".join([*base[:place], maker.sentence(), *base[place + instead :]])


def _resent(article: Paragraphs, maker: ArticleMaker) -> str:
    """The article with a paragraph added, exchanged or cut, as a wire sends it again."""
    draw, article = maker.draw, [list(paragraph) for paragraph in article]
    place = draw.randrange(len(article))
    way = draw.randrange(3)
    article[place : place + (way > 0)] = [] if way == 2 and len(article) > 3 else [[maker.sentence(), maker.sentence()]]
    return joined(article)
