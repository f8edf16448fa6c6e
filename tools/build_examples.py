"""Write examples/headlines.jsonl: made-up German headlines, damaged and duplicated in every way that real feeds show.

Every headline below was written for this project. ``story`` says which rows tell the same news item, so the examples
can be scored; look-alikes that are *not* the same item have stories of their own.
"""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

TARGET = Path(__file__).parent.parent / "examples" / "headlines.jsonl"

FOUNDING_PAIR = [
    ("as published", "Nordkorea empfängt russische Militärdelegation — World"),
    ("spelled out", "Nordkorea empfaengt russische Militaerdelegation — World"),
]

# One story a line. Further entries of a line are the same item in other words, as a second outlet would write it.
STORIES: list[tuple[str, ...]] = [
    ("Bürgermeisterin eröffnet neue Brücke über die Weser", "Weserbrücke: Bürgermeisterin gibt neue Brücke frei"),
    ("Kanzler empfängt Präsidenten in Berlin", "Ukraine-Krieg: Kanzler empfängt Präsidenten in Berlin"),
    ("Züge zwischen Köln und Düsseldorf fallen übers Wochenende aus", "Zugausfälle zwischen Köln und Düsseldorf"),
    ("Prüfer rügen Verschwendung bei Straßenbau", "Straßenbau: Rechnungsprüfer rügen Verschwendung"),
    ("Münchner Flughafen streicht hundert Flüge wegen Schnee", "Schnee in München: Flughafen streicht 100 Flüge"),
    ("Ärzte warnen vor überfüllten Notaufnahmen",),
    ("Größter Solarpark des Landes geht in Thüringen ans Netz", "Thüringen: Größter Solarpark des Landes am Netz"),
    ("Außenministerin verschiebt Reise nach Georgien",),
    ("Gemüse wird im Frühjahr deutlich teurer", "Deutlich höhere Preise für Gemüse im Frühjahr"),
    ("Wölfe reißen dreißig Schafe in der Lüneburger Heide", "Lüneburger Heide: Wölfe reißen 30 Schafe"),
    ("Gericht kippt Verbot für Straßenmusik in der Fußgängerzone",),
    ("Mehr Geld für Pflegekräfte: Länder stimmen zu",),
    ("Lübecker Museum zeigt verschollen geglaubte Gemälde",),
    ("Schüler gewinnen Preis für Bäume aus dem 3D-Drucker",),
    ("Bäckerei aus Görlitz backt längsten Stollen der Welt",),
    ("Grüne wählen neue Führung in Baden-Württemberg",),
    ("Würzburg: Löscharbeiten in Möbelhaus dauern an",),
    ("Sturmflut überspült Häfen an der Nordseeküste",),
    ("Zöllner entdecken tausend geschmuggelte Schildkröten",),
    ("Börse schließt nach Zinsentscheid schwächer",),
    ("Kölner Dom bekommt neue Fenster",),
    ("Opposition fordert Rücktritt des Verkehrsministers",),
    ("Handballer müssen auf Torhüter verzichten",),
    ("Jäger verwechselt Alpaka mit Wildschwein",),
    ("Forscher züchten hitzefeste Kartoffel", "Hitzefeste Kartoffel gezüchtet"),
    ("Königin eröffnet Parlament in Den Haag",),
    ("Fähre nach Föhr läuft auf Sandbank", "Fähre läuft vor Föhr auf Sandbank"),
    ("Bundestag berät über höheres Bürgergeld",),
    ("Mühlhausen: Feuerwehr rettet Störche aus überflutetem Nest",),
    ("Universität Tübingen gründet Institut für Klimarecht",),
    ("„Wir müssen reden“: Trainer kritisiert Spieler öffentlich",),
    ("Gewerkschaft kündigt Streik bei Müllabfuhr an", "Müllabfuhr: Gewerkschaft kündigt Streik an"),
    ("Österreich erhöht Grenzwerte für Stickoxide",),
    ("Schweizer lehnen längere Ladenöffnung ab",),
    ("Überraschung im Spitzenspiel: Außenseiter schlägt Meister",),
    ("Frachter verliert Container vor Rügen",),
    ("Dürre gefährdet Ernte in Südeuropa",),
    ("Ministerin prüft Verbot von Einweg-Zigaretten für Jüngere",),
    ("Künstliche Intelligenz übersetzt altägyptische Tafeln",),
    ("Räuber flüchten mit Goldmünze aus Museum",),
    ("Neue Mieten in Großstädten steigen langsamer", "Mieten in Großstädten steigen langsamer"),
    ("Bahn prüft Verkauf der Güterzugsparte",),
    ("Fünf Verletzte bei Unfall auf der A7 bei Fulda", "A7 bei Fulda: 5 Verletzte bei Unfall"),
    ("Äthiopien und Eritrea schließen Grenzübergänge",),
    ("Weißstorch kehrt früher aus dem Süden zurück",),
    ("Süßwarenhersteller ruft Schokoriegel zurück", "Rückruf: Süßwarenhersteller ruft Schokoriegel zurück"),
    ("Unwetter über Südtirol: Straßen gesperrt, Häuser geräumt",),
    ("Präsidentschaftswahl: Kandidatin führt in Umfragen",),
    ("Wissenschaftler finden Mikroplastik in schmelzendem Gletschereis über Zürich",),
    ("Nürnberger Christkind tritt sein Amt an",),
    ("Behörde warnt vor gefälschten Päckchen-SMS", "Gefälschte Päckchen-SMS: Behörde warnt"),
    ("Überschuldete Kommunen bitten um Hilfe",),
    ("Händler hoffen auf gutes Weihnachtsgeschäft",),
    ("Sachsen führt Fußfessel für Gewalttäter ein",),
    ("Tierschützer befreien dreihundert Hühner aus Ställen",),
    ("Großbritannien verschärft Regeln für Kryptowährungen",),
    ("Düngemittelfabrik bei Köthen nach Brand geschlossen",),
    ("Schloss Schönbrunn öffnet bisher verborgene Räume",),
    ("Fußballverein entlässt Trainer nach fünf Niederlagen in Folge",),
    ("Bürger stimmen gegen Umbau des Marktplatzes",),
    ("Türkei und Ägypten nehmen Gespräche wieder auf",),
    ("Höhlenforscher nach drei Tagen gerettet", "Rettung geglückt: Höhlenforscher nach drei Tagen frei"),
    ("Verkehrsunternehmen testet fahrerlose Busse in Gütersloh",),
    ("Käufer für insolventes Kaufhaus gefunden",),
    ("Richter verbieten nächtliche Flüge über Mörfelden",),
    ("Zoo in Osnabrück meldet Nachwuchs bei Löwen",),
    ("Sängerin sagt Tournee wegen Krankheit ab",),
    ("Hausärzte fordern längere Fristen für E-Rezept",),
    ("Bundeswehr übt Evakuierung in der Ägäis",),
    ("Landwirte blockieren Zufahrt zum Großmarkt",),
]

# Sound headlines that a careless repair would harm, or a careless matcher would join. Each is a story of its own.
LEAVE_ALONE = [
    "Israel und Jordanien öffnen neue Grenzübergänge",
    "Neue Steuer soll aktuelle Lücke schließen",
    "Goethe-Institut feiert in Manuela Schwesigs Wahlkreis",
    "Michael Bauer gewinnt Duell um Rathaus",
    "Poesie im Museum: Joel Samuel liest aus neuen Texten",
    "Dax steigt um 2 Prozent",
    "Dax steigt um 3 Prozent",
    "Corona-Zahlen: RKI meldet 25.000 Neuinfektionen",
    "Corona-Zahlen: RKI meldet 12.000 Neuinfektionen",
    "Was am Freitag in der Welt wichtig war",
    "Was am Samstag in der Welt wichtig war",
    "Was wir von Afrika lernen können",
    "Was wir von Asien lernen können",
    "Deutschland schlägt Japan im Halbfinale",
    "Japan schlägt Deutschland im Halbfinale",
    "Inflation steigt im Mai auf 6,1 Prozent",
    "Inflation fällt im Mai auf 6,1 Prozent",
    "Erdbeben der Stärke 5,8 erschüttert Kreta",
    "Erdbeben der Stärke 4,8 erschüttert Kreta",
    "Lottozahlen am Mittwoch: 3, 9, 14, 22, 31, 45",
    "Lottozahlen am Mittwoch: 4, 8, 15, 16, 23, 42",
    "Verfassungsgericht erlaubt Demonstration in Leipzig",
    "Verfassungsgericht verbietet Demonstration in Leipzig",
    "Horoskop: Das bringt der Tag den Fischen",
    "Horoskop: Das bringt der Tag den Widdern",
    "How the queue at the museum became the news",
    "Le président reçoit les maires à l’Élysée",
    "Premier League: Manchester gewinnt 2:1 gegen Chelsea",
    "Premier League: Chelsea gewinnt 2:1 gegen Manchester",
    "Rock ’n’ Roll auf der Kö: Düsseldorf tanzt",
    "Bahnstreik beginnt am Montag um 5 Uhr",
    "Bahnstreik endet am Montag um 5 Uhr",
    "Tatort-Kritik: Mord im Mühlenweg",
    "Tatort-Kritik: Stille im Strandbad",
    "Preisvergleich: C:\\neu\\preise.csv verrät Rabatte nicht",
    "Wer ist der neue Boss? Fragen und Antworten",
    "Messe Essen: Masse statt Klasse?",
    "TÜV prüft Riesenrad in Ulm",
]


def misread(stored: str, read: str) -> Callable[[str], str]:
    """Text stored as ``stored`` and decoded as ``read``; bytes that ``read`` lacks survive as control characters."""

    def damage(text: str) -> str:
        data = text.encode(stored, "ignore")
        return "".join(bytes([byte]).decode(read, "ignore") or chr(byte) for byte in data)

    return damage


def spelled_out(text: str) -> str:
    table = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
    return text.translate(str.maketrans(table))


def url_slug(text: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in spelled_out(text).lower()).split()
    return "-".join(words)


def escaped(text: str) -> str:
    return "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in text)


def quoted_printable(text: str) -> str:
    return "".join(c if c.isascii() else "".join(f"={byte:02X}" for byte in c.encode()) for c in text)


def iso_646(text: str) -> str:
    return text.translate(str.maketrans("äöüßÄÖÜ", "{|}~[\\]"))


def tex(text: str) -> str:
    for letter, base in zip("äöüÄÖÜ", "aouAOU", strict=True):
        text = text.replace(letter, f'\\"{base}')
    return text.replace("ß", "{\\ss}")


def spacing_diaeresis(text: str) -> str:
    return unicodedata.normalize("NFD", text).replace("\N{COMBINING DIAERESIS}", "\N{DIAERESIS}")


def entities(text: str) -> str:
    names = html.entities.codepoint2name
    return "".join(f"&{names[ord(c)]};" if ord(c) in names else c for c in text)


def lost(text: str) -> str:
    return "".join(c if c.isascii() or c in "„“–—" else "\N{REPLACEMENT CHARACTER}" for c in text)


DAMAGE: list[tuple[str, Callable[[str], str]]] = [
    ("spelled out", spelled_out),
    ("UTF-8 read as cp1252", misread("utf-8", "cp1252")),
    ("UTF-8 read as Latin-1", misread("utf-8", "latin-1")),
    ("UTF-8 read as Mac Roman", misread("utf-8", "mac-roman")),
    ("UTF-8 read as CP850", misread("utf-8", "cp850")),
    ("UTF-8 read as CP437", misread("utf-8", "cp437")),
    ("UTF-8 read as cp1250", misread("utf-8", "cp1250")),
    ("UTF-8 read as cp1251", misread("utf-8", "cp1251")),
    ("UTF-8 read as ISO 8859-15", misread("utf-8", "iso8859-15")),
    ("twice", lambda text: misread("utf-8", "cp1252")(misread("utf-8", "cp1252")(text))),
    ("CP850 read as cp1252", misread("cp850", "cp1252")),
    ("Mac Roman read as cp1252", misread("mac-roman", "cp1252")),
    ("cp1252 read as CP850", misread("cp1252", "cp850")),
    ("ISO 646-DE", iso_646),
    ("decomposed", lambda text: unicodedata.normalize("NFD", text)),
    ("spacing diaeresis", spacing_diaeresis),
    ("entities", entities),
    ("entities twice", lambda text: html.escape(entities(text), quote=False)),
    ("escapes", escaped),
    ("percent-encoded", lambda text: quote(text, safe=" „“,:.-")),
    ("quoted-printable", quoted_printable),
    ("TeX", tex),
    ("lost", lost),
    ("URL slug", url_slug),
    ("capitals", str.upper),
    ("site suffix", lambda text: f"{text} — World"),
    ("other site suffix", lambda text: f"{text} | Der Morgen"),
    ("live mark", lambda text: f"+++ {text} +++"),
    ("same again", lambda text: text),
    ("white space", lambda text: "  " + text.replace(" ", "\N{NO-BREAK SPACE}", 2) + " "),
]


def rows() -> list[dict[str, str]]:
    made = [{"story": "s000", "how": how, "title": title} for how, title in FOUNDING_PAIR]
    turn = 0
    for number, wordings in enumerate(STORIES, start=1):
        story = f"s{number:03}"
        made.append({"story": story, "how": "as published", "title": wordings[0]})
        made += [{"story": story, "how": "other words", "title": wording} for wording in wordings[1:]]
        for _ in range(2 if number % 2 else 1):
            how, damage = DAMAGE[turn % len(DAMAGE)]
            turn += 1
            made.append({"story": story, "how": how, "title": damage(wordings[0])})
    made += [
        {"story": f"t{number:03}", "how": "leave alone", "title": title}
        for number, title in enumerate(LEAVE_ALONE, start=1)
    ]
    # A feed is not sorted by story: deal the rows out as a riffle would, the founding pair first.
    rest = made[2:]
    return made[:2] + [rest[i] for start in range(7) for i in range(start, len(rest), 7)]


def main() -> None:
    lines = [
        json.dumps({"id": f"n{number:03}", **row}, ensure_ascii=False) for number, row in enumerate(rows(), start=1)
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(lines)} headlines")


if __name__ == "__main__":
    main()
