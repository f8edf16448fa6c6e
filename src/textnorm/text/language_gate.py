"""Is this text German enough to touch? Function words vote; a few letters outside German vote too.

Asked only about texts in which something would change, so it costs sound text nothing.
"""

from __future__ import annotations

import re

__all__ = ["german_votes", "is_foreign"]

# Written by hand: words that are frequent in one language and absent, or nearly so, from German.
_FOREIGN_WORDS = """
en: the of and to is that it with for as are this be have from or by not but what all were when we there can your which
 their has will each about how up out them then she many some would into more her two like him time my than first been
 its who now people did down may over after made only you they his had our new says said does who's it's don't
nl: het een van en niet zijn dat voor met op aan er maar ook als bij naar uit wordt worden deze dit heeft hebben
 haar hun ze wel nog geen dan meer door over om te tot toen wij jij ik zij onze werd kan zou moet veel tussen na goed
 hoe wat waar waarom daar heel alleen omdat tegen twee jaar
fr: le la les et une dans que qui pour pas sur avec il elle est sont au aux ce cette ces par plus mais ou nous vous ils
 elles je ne se son sa ses leur leurs être avoir fait été comme tout tous très aussi bien où du un des d l qu n c s j
es: el los las y una que por con para del se su al lo como pero sus más este ya o sí porque esta entre cuando muy sin
 sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra otros ese eso ante ellos esto mí
 antes algunos qué unos yo otro otras otra él tanto esa estos mucho quienes nada muchos cual poco ella estar estas fue
it: il lo gli le di che è non per un una sono con del della dei delle nel nella al alla ma come più anche questo questa
 si da ha hanno essere suo sua loro quando molto tra fra dopo prima ancora
pt: o os as um uma de que não para com do da dos das em no na nos nas por mais como mas foi ao ele ela seu sua ou quando
 muito já está eu também só pelo pela até isso entre depois sem mesmo aos seus quem
da: og det er en til på af for med ikke som den har et om var at de han jeg vi hun sig fra være men kan der eller efter
 blev være også nogle noget hvad hvor når meget mere skal vil ved over under kun alle deres hans hendes
sv: och att det som en på är av för med till den har inte om ett han men var jag sig från vi så kan nu när ska eller
 hade efter också bara mycket mer vara blev alla hon detta deras mot utan under
fi: ja on ei se että hän oli mutta niin kuin myös sen joka ovat ole tai vain jos kun nyt sitä hänen olla olivat mukaan
 sekä minä sinä tämä tämän jotka mitä kanssa ennen jälkeen
pl: i w nie na się z do to jest że jak o ale po za od przez dla czy tak jego już tylko są być był była przy oraz
cs: a se v na je že s z do o k i ale jako za by pro tak po co jsem jeho nebo byl být které který také
hu: a az és hogy nem is egy ez de volt csak meg már mint még van ki el ha sem azt
tr: ve bir bu da de için ile çok daha olarak gibi kadar sonra ama olan ne en her
la: et in est non ad cum ut sed qui quod sunt ex per aut si esse quae atque etiam
"""
_GERMAN_WORDS = """
der die das und ist nicht ein eine einer eines einem einen den dem des zu mit von auf sich auch es an als nach bei aus
zum zur beim vom im am um wie aber oder wenn nur noch so hat haben wird werden war waren sind sein seine ihr ihre wir
ich du er sie uns ihm ihn ihnen mich mir dich dir kein keine mehr sehr schon hier dann doch kann muss soll will vor
gegen ohne bis durch fuer für ueber über unter zwischen dass weil wo was wer man diese dieser dieses dort immer wieder
viel viele alle jetzt heute neue neuen jahre jahr uhr seit ab ins ans nun etwa gut ganz gibt gab geht ja nein ob
koennen können muessen müssen wuerde würde waere wäre haette hätte macht machen lassen laesst bleibt kommt steht
"""


def _tables() -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    german = dict.fromkeys(_GERMAN_WORDS.split(), 1)
    foreign: dict[str, tuple[str, ...]] = {}
    language = ""
    for token in _FOREIGN_WORDS.split():
        if token.endswith(":"):
            language = token[:-1]
        else:
            foreign[token] = (*foreign.get(token, ()), language)
    return german, foreign


_GERMAN, _FOREIGN = _tables()
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 400  # words that vote: a language shows itself early


def german_votes(text: str) -> tuple[int, int]:
    """Votes for German, and for the best-supported other language, among the first words of ``text``.

    >>> german_votes("Der Blues ist tot"), german_votes("The blues is dead")
    ((2, 1), (0, 2))
    """
    german = 0
    others: dict[str, int] = {}
    for count, match in enumerate(_WORD.finditer(text)):
        if count >= _SAMPLE:
            break
        word = match[0].lower()
        german += word in _GERMAN
        for language in _FOREIGN.get(word, ()):
            others[language] = others.get(language, 0) + 1
    return german, max(others.values(), default=0)


def is_foreign(text: str) -> bool:
    """Whether ``text`` is better explained by another language than by German.

    >>> is_foreign("Los museos de la ciudad"), is_foreign("Koeln feiert")
    (True, False)
    """
    german, other = german_votes(text)
    return other > german
