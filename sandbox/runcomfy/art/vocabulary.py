"""The words of prompts and what they stand for, in English, Italian, German, Spanish and French; knows no shapes.

A word that means two things in two languages stands where people who write prompts most often mean it.
"""

from collections.abc import Iterator

from sandbox.runcomfy.art.brush import Colour
from sandbox.runcomfy.art.palettes import rgb


def _pairs(lines: str) -> Iterator[tuple[str, str]]:
    """(name, word) from `name: word word …` per line; a line without a name goes on with the last one's words."""
    name = ""
    for line in lines.strip().splitlines():
        first, colon, others = line.partition(":")
        if colon:
            name = first.strip()
            yield name, name
        yield from ((name, word) for word in (others if colon else line).split())


def _vocabulary(lines: str) -> dict[str, str]:
    """What each word stands for."""
    return {word: name for name, word in _pairs(lines)}


def _meanings(lines: str) -> dict[str, set[str]]:
    """Everything that each word stands for."""
    words: dict[str, set[str]] = {}
    for name, word in _pairs(lines):
        words.setdefault(word, set()).add(name)
    return words


PHRASES = {
    "northern lights": "aurora",
    "aurora borealis": "aurora",
    "aurora boreale": "aurora",
    "aurora boreal": "aurora",
    "aurore boréale": "aurora",
    "hot air balloon": "balloon",
    "bowl of fruit": "fruit",
    "cherry blossom": "sakura",
    "on the moon": "moonscape",
    "sulla luna": "moonscape",
    "en la luna": "moonscape",
    "sur la lune": "moonscape",
    "auf dem mond": "moonscape",
    "still life": "table",
    "natura morta": "table",
    "living room": "room",
    "log cabin": "hut",
    "mountain hut": "hut",
    "under water": "underwater",
    "sott acqua": "underwater",
    "bajo el agua": "underwater",
    "unter wasser": "underwater",
    "sous l eau": "underwater",
    "space suit": "astronaut",
    "space ship": "rocket",
    "ice cream": "dessert",
    "polar bear": "polar",
    "street photography": "photo",
    "landscape photography": "photo",
    "oil painting": "painting",
}
"""Words that mean something together; the phrase as it is after punctuation became spaces."""

PLACES = _vocabulary("""
    sea: ocean coast harbour harbor waves wave shore bay island mare onde porto lake lago river pier océan
        oceano océano meer ozean küste hafen insel mer océan côte port île mar costa puerto isla olas vagues
        wellen isola fiume río fluss lac
    beach: spiaggia strand plage playa seaside
    mountains: mountain alps peak cliff valley montagna montagne summit glacier volcano montaña montañas sierra
        berg berge alpen gebirge gipfel alpi alpes monte monti vulcano valle
    city: skyline town downtown metropolis skyscraper tokyo york london citta città rooftop stadt ville ciudad
        paris rome metropoli
    clearing: glade radura lichtung
    forest: woods wood jungle woodland pine bosco foresta grove wald forêt bois bosque selva dschungel
    desert: dune sahara canyon mesa cactus deserto savanna wüste désert desierto
    garden: meadow field park lawn spring giardino prato picnic orchard village jardin jardín garten wiese
        blumenwiese pré prado campo primavera frühling printemps
    street: road alley lane market sidewalk cafe café strada via corner puddle pavement straße strasse gasse rue
        ruelle calle callejón marché mercado mercato markt
    heavens: space galaxy planet cosmos orbit spazio moonscape universe nebula weltraum weltall espace espacio
        galassia galaxie galaxia planeta pianeta
    hills: hill countryside farm farmland tuscany toscana colline vineyard landscape campagna paesaggio hügel
        landschaft paysage paisaje collina colina colinas colline
    table: tavolo tisch mesa tabletop kitchen breakfast cucina küche cuisine cocina colazione frühstück desk
    room: library bedroom interior livingroom bookshop bookstore attic lounge indoors stanza libreria biblioteca
        soggiorno zimmer wohnzimmer schlafzimmer bibliothek chambre salon bibliothèque habitación dormitorio
        office bookshelf
    reef: underwater coral aquarium seabed barriera corallo riff koralle récif arrecife
    abstract: abstrakt astratto astratta abstrait abstraite abstracto abstracta geometric geometrico geometrisch
        pattern kandinsky bauhaus mondrian
    emblem: logo icon badge sticker logotype stemma
    studio:
""")
MOODS = _vocabulary("""
    day: noon sunny bright afternoon summer estate giorno mittag sommer été verano sole sonne soleil tag día
        jour
    dawn: sunrise morning daybreak alba mattina morgen morgendämmerung aube matin amanecer mañana sonnenaufgang
    golden: warm sunlit gold honey amber candlelight oro tuscany
    dusk: sunset evening twilight tramonto sera abend sonnenuntergang dämmerung crépuscule soir atardecer puesta
        crepuscolo
    night: midnight dark moonlit starry moonlight notte stars stelle spooky gothic nacht nuit noche étoiles
        sterne estrellas aurora nordlicht polarlicht halloween
    winter: snow snowy ice icy frozen frost cold christmas inverno neve arctic schnee hiver neige invierno nieve
        weihnachten polar ghiaccio
    neon: cyberpunk synthwave futuristic glowing retrowave vaporwave cyber
    pastel: soft dreamy gentle delicate cute kawaii watercolor watercolour dream acquerello aquarell aquarelle
        acuarela
    rain: rainy storm stormy gloomy moody grey gray pioggia temporale melancholy wet regen pluie lluvia sturm
        tempesta orage tormenta
    autumn: fall october leaves autunno harvest foliage herbst automne otoño
    mist: misty fog foggy haze hazy nebbia mysterious ancient nebel brume brouillard niebla
    sand: dune desert sahara egypt savanna western
""")
HOURS = {"day", "dawn", "golden", "dusk", "night", "neon"}
"""Moods that say how light it is: the moon brings the night unless one of them was named."""
WEATHERS = _vocabulary("""
    rain: rainy storm stormy pioggia temporale drizzle raining umbrella regen pluie lluvia sturm tempesta orage
        tormenta
    snow: snowy snowing neve blizzard winter christmas schnee hiver neige invierno nieve inverno weihnachten
        polar
    mist: misty fog foggy haze nebbia nebel brume brouillard niebla
    stars: starry stelle night midnight galaxy space cosmos notte nacht nuit noche étoiles sterne estrellas
    birds: seagull seagulls swallows gabbiani möwen mouettes gaviotas
    leaves: autumn fall foliage autunno herbst automne otoño
    fireflies: magic magical fairy enchanted firefly lucciole lucciola glühwürmchen luciole luciérnaga
    aurora: nordlicht nordlichter polarlicht polarlichter
""")
THINGS = _vocabulary("""
    fox: volpe vixen fuchs füchse renard zorro
    cat: kitten gatto gatta kitty gatti gattino katze katzen kater chat chats chatte gato gata gatos
    dog: puppy cane wolf husky cani cagnolino hund hunde chien chiens perro perros lupo lobo loup corgi
    bird: sparrow robin crow owl uccello parrot vogel vögel oiseau oiseaux pájaro pajaro uccelli gufo eule eagle
        aquila dove
    horse: pony stallion foal cavallo cavalli pferd pferde cheval chevaux caballo caballos
    unicorn: unicorno einhorn licorne unicornio
    bear: orso orsi bär bären teddy oso osos grizzly polar
    rabbit: bunny hare coniglio hase kaninchen lapin conejo lepre
    dragon: drago draghi drache drachen dragón dragones wyvern
    fish: goldfish koi clownfish pesce pesci fisch fische poisson poissons pez peces
    turtle: tortoise tartaruga schildkröte tortue tortuga
    person: girl boy woman man child people lady wanderer traveller hiker ragazza ragazzo donna uomo bambina she
        he bambino mädchen junge frau mann femme homme fille garçon enfant mujer hombre niña niño chica chico
        fisherman sailor queen king wizard witch grandmother grandfather nonna nonno pescatore fischer pêcheur
        pescador princess prince knight samurai regina re mago strega königin könig hexe zauberer reine roi
        sorcier reina rey bruja farmer dancer gentleman
    astronaut: cosmonaut spaceman astronauta astronaute kosmonaut
    robot: android droid mech automa roboter
    bicycle: bike cycle bici bicicletta fahrrad vélo bicicleta
    lighthouse: beacon faro leuchtturm phare
    house: cottage home casa barn farmhouse villa haus häuser maison case casas maisons
    hut: cabin chalet rifugio baita hütte cabane cabaña capanna blockhaus berghütte
    tent: camping campfire tenda zelt tente carpa campeggio
    castle: fortress palace tower castello burg schloss château castillo torre turm palazzo
    tree: oak willow albero birch baum bäume arbre árbol alberi sakura ciliegio bonsai eiche
    boat: ship sailboat sail sailing barca nave yacht boot schiff segelboot bateau voilier barco velero barche
    balloon: balloons mongolfiera palloncino airship heißluftballon montgolfière globo
    flower: rose tulip sunflower daisy poppy fiore fiori blossom blume blumen fleur fleurs flor flores girasole
        sonnenblume tournesol girasol
    vase: bouquet vaso florero blumenstrauß strauß
    moon: luna crescent mond lune vollmond halbmond
    rocket: spaceship razzo spacecraft rakete fusée cohete
    whale: balena dolphin wal baleine ballena delfino delfin dauphin delfín
    umbrella: parasol ombrello regenschirm parapluie paraguas schirm
    mushroom: toadstool fungo funghi pilz pilze champignon seta
    lantern: lamp lampion lanterna candle laterne lanterne farol kerze bougie vela candela lampada
    car: automobile taxi auto macchina voiture coche autos wagen
    train: locomotive tram treno railway zug tren
    cup: coffee tea mug espresso cappuccino latte cocoa caffè tè tazza taza tasse kaffee thé chocolate teacup
    teapot: kettle teiera teekanne théière tetera
    cake: cupcake pastry torta torte kuchen gâteau pie croissant dessert birthday tarta
    bread: bakery loaf baguette brot panetteria bäckerei boulangerie panadería baker panificio fornaio
    bowl: ramen soup noodles noodle pho udon zuppa suppe soupe sopa pasta spaghetti
    sushi: maki nigiri sashimi
    pizza: pizzeria
    fruit: apple pear oranges lemons grape strawberry cherry banana frutta obst fruits fruta mela mele pomme
        manzana apfel äpfel cherries strawberries pera birne poire
    bed: bedroom letto bett schlafzimmer cama lit chambre dormitorio
    book: novel libro libri buch bücher livre livres notebook diary libros
    guitar: chitarra gitarre guitare guitarra ukulele
""")


_COLOUR_WORDS = {
    "d8352f": "red crimson scarlet ruby rot_ | rosso rossa rossi rosse rojo roja rouge",
    "ec7a2c": "orange copper | arancione naranja anaranjado",
    "f2c230": "yellow lemon gelb_ | giallo gialla amarillo amarilla jaune",
    "e0ad3c": "gold golden_ | oro doré dorée dorado dorada dorato dorata",
    "3f9a5b": "green emerald mossy grün_ | verde verdi vert verte",
    "2f6fc4": "blue navy cobalt blau_ | blu azzurro azzurra azul bleu bleue",
    "2aa6a4": "teal turquoise cyan türkis | turchese turquesa",
    "7d4fb8": "purple violet lavender lila violett_ | viola morado morada violette",
    "dcb45e": "blonde blond_ | bionda biondo rubia rubio",
    "ea7fa6": "pink magenta | rosa",
    "f4f1ea": "white ivory polar weiß_ weiss_ | bianco bianca bianchi bianche blanco blanca blanc blanche",
    "2b2b38": "black schwarz_ | nero nera neri nere negro negra noir noire",
    "8a5a3a": "brown wooden braun_ | marrone marrón brun brune",
    "9aa3ad": "silver grey gray steel grau_ | grigio grigia gris grise plateado argento",
}
"""Before the bar what stands before its noun (an underscore: with German endings), after it what stands behind."""


def _inflected(word: str) -> list[str]:
    """The word, with German endings where an underscore asks for them."""
    stem = word.removesuffix("_")
    return [stem] if stem == word else [stem, *(stem + ending for ending in ("e", "er", "es", "en", "em"))]


COLOURS: dict[str, Colour] = {
    word: rgb(code)
    for code, words in _COLOUR_WORDS.items()
    for stem in words.replace("|", " ").split()
    for word in _inflected(stem)
}
BEHIND = {word for words in _COLOUR_WORDS.values() for word in words.partition("|")[2].split()}
"""Colours that belong to the thing before them."""
HAIR_TONES = {COLOURS["red"]: rgb("b3522f"), COLOURS["yellow"]: COLOURS["blond"], COLOURS["brown"]: rgb("6b432b")}
"""What people mean when they say these colours of hair."""
COLOURS["golden"] = rgb("f2c230")
NATURAL = {
    "sunflower": COLOURS["yellow"],
    "rose": COLOURS["red"],
    "wolf": COLOURS["grey"],
    "taxi": COLOURS["yellow"],
    "sakura": rgb("f2a9c0"),
    "polar": COLOURS["white"],
    "tea": rgb("8fb0a0"),
}
"""What a thing looks like when the prompt names no colour."""
NUMBERS = {
    word: int(number)
    for number, word in _pairs("""
        2: two pair couple due zwei deux dos
        3: three tre drei trois tres some
        4: four many quattro vier quatre cuatro
    """)
}
LOOKS = _meanings("""
    old: elderly vecchio vecchia anziano anziana alt alter alte vieux vieille viejo vieja grandmother
        grandfather nonna nonno wizard mago zauberer wise
    man: boy gentleman uomo ragazzo mann junge homme garçon hombre chico niño king re könig roi rey wizard mago
        zauberer fisherman pescatore fischer pêcheur pescador sailor grandfather nonno prince knight samurai
        bambino he
    woman: girl lady donna ragazza frau mädchen femme fille mujer chica niña queen regina königin reine reina
        witch strega hexe bruja grandmother nonna princess bambina she dancer
    child: kid kids bambino bambina enfant niño niña
    cap: fisherman pescatore fischer pêcheur pescador sailor beanie
    crown: king queen re regina könig königin roi reine rey reina prince princess corona krone
    pointed: wizard witch mago strega zauberer hexe bruja sorcier
    glasses: spectacles occhiali brille lunettes gafas professor scientist teacher
    beard: bearded barba bart barbe viking dwarf wizard mago zauberer
""")
HAIR = {"hair", "haired", "capelli", "haar", "haare", "cheveux", "pelo", "cabello"}
"""Words whose colour is that of the hair."""
PORTRAITS = {"portrait", "ritratto", "porträt", "retrato", "headshot", "selfie"}
"""Words that ask for somebody's face, or for a large picture of something else."""
CLOSE_UPS = PORTRAITS | {"face", "closeup", "gesicht", "visage", "volto", "cara"}
"""Words that ask for somebody's face if somebody is in the picture."""
