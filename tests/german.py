"""German text written for the tests, and a few sentences in other languages."""

from __future__ import annotations

HEADLINES = [
    "Bürgermeisterin eröffnet neue Brücke über die Mündung",
    "Ärzte warnen vor früher Grippewelle",
    "„Wir müssen länger üben“, sagt der Trainer",
    "Straßenbahn fährt wieder bis zum Flughafen",
    "Österreichs Künstler kämpfen um Fördergelder",
    "Züge fallen aus – Bahn entschuldigt sich für Verspätungen",
    "Große Koalition einigt sich auf höheres Kindergeld",
    "Schüler lösen Rätsel um verschwundene Gemälde",
    "Über 3000 Läufer beim Stadtmarathon in Göttingen",
    "Fußball: Torhüter hält zwei Elfmeter",
    "Wütende Gäste verlassen Hotel in Lübeck",
    "Käse aus der Schweiz wird 5 € teurer",
    "Nächtliche Ruhestörung: Polizei räumt Studentenkneipe",
    "Der Weiße Hai kehrt zurück ins Kino",
    "Universität Tübingen prüft Vorwürfe gegen Professor",
    "Müllabfuhr streikt: Säcke türmen sich in Köln",
    "„Völlig überzogen“: Händler kritisieren Gebühren",
    "Dörfer ohne Ärzte – was ländliche Gemeinden tun",
    "Flüchtlinge erzählen von gefährlicher Überfahrt",
    "Überraschung im Finale: Außenseiter gewinnt",
    "Ölpreise fallen, Anleger bleiben nervös",
    "Rückruf: Hersteller nimmt Säuglingsnahrung vom Markt",
    "Königin besucht Schloss in Thüringen",
    "Wohnungslose hoffen auf wärmere Nächte",
    "Grüne fordern Tempolimit auf Landstraßen",
    "Bäckereien kämpfen mit hohen Energiekosten",
    "Schöne Aussichten für Winzer an der Mosel",
    "Prozess um gefälschte Gemälde beginnt",
    "Süddeutsche Städte erhöhen Parkgebühren",
    "Theater spielt „Die Räuber“ ohne Bühnenbild",
    "Forscher entdecken größte Höhle Europas",
    "Währungsfonds erwartet schwächeres Wachstum",
    "Kläger scheitert vor dem Bundesverfassungsgericht – Begründung folgt später",
    "Äpfel, Nüsse, Kürbisse: Erntefest in Mühlhausen",
    "Heißester Tag des Jahres: Bäder sind überfüllt",
    "Löwenbaby im Zoo heißt Özgür",
    "Ministerin rügt späte Meldungen der Behörden",
    "Bürger dürfen über Fußgängerzone abstimmen",
    "Neues Gesetz: Vermieter müssen Wärmepumpen dulden",
    "Störung im Stellwerk legt Nahverkehr lahm",
]

TEXT = """Am späten Abend erreichte die Gruppe das Dorf in den Bergen.
„Wir hätten früher aufbrechen sollen“, sagte Jürgen Weiß und schüttelte müde den Kopf.
Niemand widersprach ihm, denn alle hatten Hunger, und der Weg war länger gewesen als gedacht.
Die Wirtin stellte Brot, Käse und einen Krug Most auf den Tisch – für 12 € je Person, wie sie fröhlich erklärte.
Später erzählte sie von ihrem Großvater, der über die Pässe nach Österreich gegangen war, um Salz zu verkaufen.
Ärger mit den Zöllnern habe er nie gehabt; er kannte jeden Stein und jede Höhle zwischen Füssen und Reutte.
Übrigens steht sein Rucksack noch heute in der Stube, gleich neben dem grünen Kachelofen.
Am nächsten Morgen war es kühl. Nebel lag über den Wiesen, und von weitem läuteten Glocken.
Es gibt Orte, an denen man länger bleiben möchte, als es vernünftig ist. Dieser gehörte dazu.
"""

# Language, page, and a text that reads differently in every other page.
OTHER_LANGUAGES = [
    ("French", "cp1252", "L'été dernier, les élèves ont visité le château près de la forêt où naît la rivière."),
    ("French", "mac_roman", "L'été dernier, les élèves ont visité le château près de la forêt où naît la rivière."),
    ("Spanish", "cp1252", "El niño pequeño comió jamón en la montaña y después bailó con su compañera."),
    ("Portuguese", "cp1252", "A situação da educação não é boa, mas as crianças já começaram a lição."),
    ("Swedish", "cp1252", "Många människor åker till sjön på sommaren för att bada och äta smörgåsar."),
    ("Danish", "cp1252", "Børnene køber grønne æbler på torvet og går hjem gennem den mørke allé."),
    ("Swedish", "cp850", "Många människor åker till sjön på sommaren för att bada och äta smörgåsar."),
    ("Polish", "cp1250", "Dzieci poszły do szkoły, gdzie nauczyciel opowiadał o źródłach rzeki i żółtych łąkach."),
    ("Czech", "cp1250", "Příští týden přijede babička z Plzně a přiveze čerstvé koláče s tvarohem."),
    ("Hungarian", "cp1250", "A szőlő idén későn érett, ezért a gazdák csak októberben tűztek ki időpontot a szüretre."),
    ("Russian", "cp1251", "Вчера вечером дети вернулись домой и долго рассказывали о походе в горы."),
    ("Ukrainian", "cp1251", "Учора ввечері діти повернулися додому й довго розповідали про похід у гори."),
]

_PLAIN = str.maketrans(
    {"„": '"', "“": '"', "”": '"', "‚": "'", "‘": "'", "’": "'", "–": "-", "…": "...", "€": "EUR", "\xa0": " "}
)


def writable(text: str, page: str) -> str:
    """``text`` with typographic marks spelled in ASCII where ``page`` lacks them."""
    try:
        text.encode(page)
    except UnicodeEncodeError:
        return text.translate(_PLAIN)
    return text
