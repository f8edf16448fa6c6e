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


# Sentences from news, encyclopaedia, reviews and daily life, in sound modern spelling.
SENTENCES = """
Die Bürgermeisterin eröffnete am Freitag die neue Straßenbahnlinie und dankte den Beschäftigten für ihre Mühe.
Der Außenminister will nächste Woche über größere Hilfen für die zerstörten Städte sprechen.
Nach dem Unwetter müssen viele Häuser in den höher gelegenen Dörfern überprüft werden.
Die Zentralbank erhöht die Zinsen erneut, um die hohe Teuerung zu dämpfen.
Ein Drittel der befragten Haushalte heizt noch mit Öl, die übrigen mit Gas oder Fernwärme.
Die Fußballerinnen aus Köln gewannen das Spiel trotz großer Müdigkeit mit drei zu eins.
Das Gericht verurteilte den früheren Geschäftsführer wegen Untreue und Bestechlichkeit.
Am Flughafen kam es wegen des Streiks zu erheblichen Verspätungen und Ausfällen.
Die Flüsse führen nach den Regenfällen so viel Wasser wie seit Jahrzehnten nicht mehr.
Die Behörde prüft, ob die Maßnahmen gegen den Lärm wirklich etwas genützt haben.
Ärzte warnen davor, die Beschwerden auf die leichte Schulter zu nehmen.
Der Präsident empfängt heute Gäste aus Österreich, Ungarn und der Türkei.
In der Küche roch es nach gerösteten Nüssen, Äpfeln und süßem Kuchen.
Wer früh aufsteht, hört die Vögel und sieht die Sonne über den Dächern aufgehen.
Sie weiß, dass er schließlich doch kommen muss, auch wenn er es nicht genießt.
Die Größe des Grundstücks lässt einen Anbau kaum zu, meint der Gutachter.
Das Gebäude wurde im Krieg zerstört und später in vereinfachter Form wieder aufgebaut.
Die Gattung umfasst etwa zwölf Arten, die vor allem in den Wäldern Südamerikas vorkommen.
Der Fluss entspringt in einer Höhle und mündet nach kurzem Lauf in einen größeren See.
Bekannt wurde der Künstler durch seine Gemälde von Fabriken, Häfen und Güterbahnhöfen.
Die Mutter erzählte Märchen, während der Vater das Geschirr spülte und leise fluchte.
Ich hätte mir gewünscht, dass das Gerät etwas leiser läuft, sonst bin ich zufrieden.
Leider fehlte die Rückgabeschraube, und der Händler meldete sich erst nach drei Wochen.
Die Aussicht von der Passhöhe ist außergewöhnlich schön, aber der Aufstieg ist mühsam.
Der Bus hält vor der Tür, und zu Fuß ist man in fünf Minuten am Marktplatz.
Das Restaurant hat neue Besitzer, die Bedienung war aufmerksam und das Essen köstlich.
Frauen und Männer erhalten dort für gleiche Arbeit noch immer nicht den gleichen Lohn.
Die Wähler haben entschieden, und die Parteien müssen jetzt Kompromisse schließen.
Der Steuerzahlerbund kritisiert die Ausgaben für das neue Museum als maßlos.
Zuerst war der Lärm auf der Baustelle unerträglich, dann gewöhnte man sich daran.
Die Statue steht auf einem Sockel aus grauem Granit vor dem königlichen Schloss.
Israel und Ägypten verhandeln über eine längere Waffenruhe und die Öffnung der Grenze.
Goethe, Schiller und Hölderlin gehören zum Lehrplan, Poesie ist aber nicht alles.
Michael und Manuela träumen von einer Reise durch Venezuela, Guatemala und Mexiko.
Die virtuelle Ausstellung zeigt Quellen, Bilder und individuelle Erinnerungen.
Ein Koeffizient nahe null bedeutet, dass die beiden Größen kaum zusammenhängen.
Die Konsequenz daraus ist eine genauere Prüfung aller Frequenzen und Sequenzen.
Das Duell endete mit einem Unentschieden, beide Spieler waren außer Atem.
Aktuell sind die Straßen glatt, und man sollte möglichst zu Hause bleiben.
Treue Kunden erhalten am Ende des Jahres eine kleine Überraschung.
Der Zuschauer muss selbst wissen, ob er dem Film bis zum Schluss folgen möchte.
Das Wasser des Sees ist im Sommer warm, im Winter friert er häufig völlig zu.
Russlands Wirtschaft wächst langsamer, als die Regierung behauptet hatte.
Großbritannien verschärft die Regeln für die Einfuhr von Käse und Würsten.
Die Kassen übernehmen die Kosten nur, wenn ein Arzt die Übungen verschrieben hat.
Der Ausschuss tagt am Dienstag, Beschlüsse werden aber erst später gefasst.
Der Ölpreis fällt, Anleger hoffen auf eine Erholung an den Börsen.
Grüne und Liberale streiten über Steuern, Schulden und die Rente ab dreiundsechzig.
Dreißig Menschen wurden bei dem Brand verletzt, die Ursache ist noch ungeklärt.
Die Tür öffnete sich, und ein älterer Herr mit weißem Bart begrüßte die Gäste.
"""

#: Compounds made up here; no list holds them.
COMPOUNDS = """
Außenpolitikerinnentreffen Völkerrechtsbruchdebatte Militärdelegationsleiter Straßenbahnfahrgästebefragung
Fußgängerzonenerweiterung Gemüsehändlerverband Küstenschutzübung Spätzlepressenhersteller Größenwahnsinnsanfall
Kälteschutzgeräteprüfung Mühlenbäckereigeschichte Schlüsselübergabetermin Großhändlerbüro Käferplagenbekämpfung
Wärmepumpenförderlücke Maßstabsänderung Grünflächenämter Süßwarenlädchen Preußenkönigsbüste Weißweinsoßenrezept
"""

#: Sound compounds in which the letters only look like an umlaut or ß.
SOUND_COMPOUNDS = """
Kameraeinstellungsmenü Europaeinheit Radioempfangsstörung Videoeinsatzleiter Auslandssenderliste Bundessachenrecht
Arbeitssuchendenhilfe Geschäftssinn Steuerquellensammlung Mauerblümchen Bauernaufstandsdenkmal Neueröffnungsfeier
Duellpistole Quellwasserprobe Frauenquote Feuerwehrschlauch Intensivstationseinsatz Haussegen Wissensstand
"""

ENGLISH = """
The museum of the city is due to reopen in the spring, and guests will be able to value its unique poems.
Does he know that the blues does not sue anyone for his shoes and canoes?
A true statue of the queen continues to cause issues with the tissue of the class.
"""
DUTCH = """
De groepen zoeken naar goede voeding en moeten daarom vroeg opstaan.
Hij doet zijn schoenen uit en roept zijn broer in de hoek van de kamer.
Het boek over de oever van de rivier is in de boekhandel te koop, zoals beloofd.
"""
FRENCH = """
Les jeunes joueurs veulent que leur équipe passe au prochain tour de la coupe du monde.
Une nouvelle rue du village porte le nom de cette poétesse, presque inconnue.
La presse est passée à côté de cette affaire, que les juges poursuivent.
"""
SPANISH = """
Después de la escuela los niños pueden jugar en el parque con sus abuelos buenos.
El nuevo puente fue construido por los vecinos que viven cerca de la cuesta.
"""
DANISH = """
De unge mennesker vil gerne se museet, men det er lukket på grund af vejret.
Det er svært at forstå, hvorfor processen tager så lang tid, siger ministeren.
"""
