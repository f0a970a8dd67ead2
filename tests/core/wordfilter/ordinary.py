"""Prompts as ordinary people write them, and words that filters wrongly stop. Knows nothing of how one reads."""

import random
from collections.abc import Mapping
from typing import Final

TRAPS: Final = (
    "Scunthorpe Penistone Clitheroe Lightwater Essex Sussex Middlesex Dickens Hitchcock Babcock Hancock Cockburn "
    "Wankel Titanic Titian Hellenic hello! shell seashell sea-shell therapist psychotherapist grape drape drapery "
    "scrape trapeze skyscraper assassin class classic glass grass brass bass mass compass passage embassy assembly "
    "associate assistant cassette cocktail cockatoo cockpit peacock woodcock document accumulate cucumber "
    "circumference cumin cumulus succumb Cumberland analysis analogue canal banal signal final Canaletto heroine "
    "heroines heroic hero pottery potato spot teapot depot potion title titan constitution entitled altitude "
    "competitor sextant sextet nuance nuances denuded skill skillet killer whale gorge Gregory gorgeous bloodhound "
    "slavery Slavic unicorn popcorn acorn button butter butterfly rebuttal scrap scraper arsenal arsenic Marseille "
    "Matsushita Dickinson well-known passé cockerel moustache ghosts spice hoarse niggardly snigger Fagin swank "
    "evaluate expression specialist socialism pharmacist raccoon cocoon tycoon wristwatch sniper juniper manuscript "
    "rapeseed parsing half-lit bill pill 3d 4k 8k 1970s mp3 35mm f/1.4 f1.8 16:9 4x4 2nd 5th 80s 90s XXL III VIII "
    "1080p 60fps 4:5 B&W R2-D2 C-3PO iso400"
)
"""Of English and of all the world: each has a word of AWKWARD inside, and is none."""

AWKWARD: Final = (
    "ass", "hell", "heroin", "pot", "tit", "cum", "anal", "rape", "cock", "dick", "sex", "nude", "kill", "gore",
    "porn",
    "slave", "butt", "crap", "arse", "shit", "whore", "fag", "wank", "penis", "cunt", "nigger", "coon", "spic", "ill",
    "cant", "wont", "asshole*", "*fucker", "dead body", "strip club", "/sn[u]{1,3}ff/",
    "culo", "figa", "cazzo", "troia", "fica", "arschloch", "hure", "nackt", "pute", "bite", "viol", "puta", "polla",
    "coño", "ano", "cona", "rabo", "pene", "teta", "кот", "рот", "нога", "порно", "сука", "жопа", "хер", "мат",
    "πόρνη", "κώλος", "セックス", "はか", "バカ", "ばか", "エロ", "ころす", "裸", "หี", "ควย", "มังกร", "كس", "زب",
    "kot", "pom", "hom", "cop", "hoc", "top", "tom", "nor",
)  # fmt: skip
"""Found everywhere by filters that look inside words, fold letters too far or join what stands apart."""
PROMPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "English": (
        "he'll paint the harbour and she'll paint the sky, {}",
        "we'll see a hero—in full armour—near the {} and the {}",
        "who're the people in front of the {}? can't tell",
        "I'll take a {}, a {} and a {}, please",
        "the {}/{} poster, no text",
        "a {} with a {}, cinematic light, 8k, f/1.4",
        "A. A. Milne's bear reading about the {}",
        "e = m c 2 on a {} blackboard",
        "a well-known {}: bright, warm & quiet",
        "don't show the {}; it's only a {} in the fog",
        "10,000 $ in cash beside the {}!!!",
        "a {} (1970s), b & w, x-ray of a {}",
        "rock 'n' roll {} at 5 o'clock",
        "grades A, B, C and a {} on the wall",
    ),
    "Italian": (
        "l'analisi di un documento sotto l'albero",
        "un'assemblea di passeri sull'erba, luce d'oro",
        "il titolo dell'opera è scritto in rosso",
        "dov'è la classe? è sull'altra riva, c'è il sole",
        "una cassetta di uva, un canale di Venezia all'alba",
        "gatto sull'auto, po' di nebbia, stile anni '70",
        "la figlia del calzolaio nel vicolo, oculare d'ottone",
        "un sassofono e un cocktail sul tavolo",
        "città d'estate, né troppo né poco, perché no",
    ),
    "German": (
        "ein Pass über die Alpen im Herbst",
        "die Klasse malt einen Kassettenrekorder",
        "Hellebarden und ein Schellfisch auf dem Markt",
        "die Analyse eines Dokuments, warmes Licht",
        "ein Fass, ein Bass und Wasser in der Gasse",
        "Rapunzel im Turm, Trapez und Grapefruit",
        "Straßenbahn in München, größer als üblich",
        "der Potsdamer Platz bei Nacht, 8K",
        "Titisee im Schwarzwald, Spiegelung",
    ),
    "French": (
        "l'assassin du bal masqué, aujourd'hui à l'opéra",
        "une tasse et un verre sur la terrasse",
        "qu'il est beau, l'arc-en-ciel au-dessus du canal",
        "la violoniste habite rue des Rosiers",
        "un document d'analyse, c'est-à-dire un titre",
        "y a-t-il un potager derrière l'église ?",
        "des habits d'été, l'écume des vagues, l'âne et l'œuf",
        "peut-être un cocker près d'une cascade",
        "réputée pour ses fêtes, l'île d'en face",
    ),
    "Spanish": (
        "feliz año nuevo, niños en la montaña",
        "un cono de helado en la plaza, mañana de verano",
        "la computadora sobre la mesa, disputa de gatos",
        "¡Ana! ¿dónde está el canal?",
        "el título del análisis en el documento",
        "un pollo asado y una olla de potaje",
        "la pasa, la clase y el compás",
        "peñasco junto al mar, árboles pequeños",
        "un sabio y su pena, atardecer en Sevilla",
    ),
    "Portuguese": (
        "a análise do documento, amanhã de manhã",
        "uma maçã e um pássaro na praça",
        "disse-lhe que o título é azul",
        "a deputada e o cão no jardim",
        "classe de dança, compasso, massa fresca",
        "avô e avó à beira do canal",
        "guarda-chuva vermelho, pôr do sol em Lisboa",
        "a rã, o acúmulo de nuvens, um cume nevado",
        "peneira de palha sobre a mesa",
    ),
    "Russian": (
        "нос крупным планом, чёрно-белое фото",
        "сено и снег у старого дома",
        "красный трактор, рассвет, туман над рекой",
        "коты и котята играют на ковре, cinematic lighting, 8k",
        "который час? высокая башня с часами",
        "матрос на палубе, ротонда в парке",
        "мой ёжик пьёт чай под ёлкой",
        "хервард и сукно, херувим на фреске",
        "3D-модель замка, 16:9, без текста",
        "все эти окна — тёплый свет, сосна и ель",
        "рыжий кит, мамонт, комета, тост за друзей",
        "ТОМ СОЙЕР красит забор, НОРКА у реки",
        "нога́ми по росе, высо́кая трава",
        "тест, масса, класс; пассажир у окна",
    ),
    "Greek": (
        "ένα ήσυχο λιμάνι το πρωί, καΐκι και γλάροι",
        "η μητέρα με το παιδί στον κήπο",
        "το νερό, ο ουρανός, το φως της αυγής",
        "μια κόκκινη πόρτα στο νησί, cinematic",
        "τοπίο με ελιές, πότε βρέχει",
        "ο καιρός, ο καπετάνιος, μια γάτα",
        "η τέχνη του κόσμου, χρώμα, σκιά",
        "παλιό βιβλίο, κερί, ρολόι",
        "δρόμος με φανάρια, βροχή, νύχτα",
    ),
    "Japanese": (
        "エセックスの田舎の風景、夕焼け",
        "サセックスの海と白い崖",
        "馬車に乗ったばかりの少女",
        "今日はかわいい猫の写真",
        "若葉が輝く森、静かな朝",
        "山の中で光るきのこ、水彩画",
        "エロイカを演奏する楽団",
        "メロンとコーヒー、喫茶店の窓辺",
        "ハカリの上の果物、8k",
        "ばかりに咲いた桜、アルバカーキの空",
        "ピエロと風船、サーカスの夜",
        "昨日はからっと晴れた空、富士山",
    ),
    "Thai": (
        "ภาพแมวสีส้มนั่งบนกำแพงวัด",
        "ทะเลยามเช้า แสงอ่อน เรือไม้",
        "ตลาดน้ำ ดอกไม้ และผลไม้",
        "หมีกับผึ้งในป่าใหญ่",
        "เด็กผู้หญิงถือร่มสีแดงใต้ฝน",
        "ภูเขา หมอก และนาข้าวขั้นบันได",
        "ช้างเดินริมแม่น้ำ พระอาทิตย์ตก",
        "บ้านไม้เก่า หน้าต่างสีฟ้า 8k",
        "ห้องสมุดเงียบ ๆ กับควันธูป",
    ),
    "Arabic": (
        "قطة برتقالية على جدار قديم",
        "سوق في المدينة القديمة عند الغروب",
        "كسوف الشمس فوق الصحراء",
        "زبدة وخبز على الطاولة",
        "طفلة تحمل مظلة حمراء تحت المطر",
        "مكسرات وزبيب في صحن",
        "مُهْرٌ أبيضُ في مَرْجٍ",
        "جبل وضباب وشجرة زيتون",
        "مكتبة هادئة، ضوء خافت، ٨ك",
    ),
}
TAGS: Final = (
    "",
    "",
    "",
    ", watercolour",
    ", 4k",
    ", cinematic lighting",
    ", 35mm",
    ", ultra detailed",
    ", f1.8",
    ", 16:9",
    " ...",
    ", no text",
    "!",
    ", 1990s",
    ", soft light",
)


def clean_prompts(number: int, seed: int) -> list[tuple[str, str]]:
    """Language and prompt, the languages in turn; each of one or two sentences and perhaps tags as people add them."""
    dice, traps, found = random.Random(seed), TRAPS.split(), list[tuple[str, str]]()
    for count in range(number):
        language = list(PROMPTS)[count % len(PROMPTS)]
        parts = dice.sample(PROMPTS[language], dice.randint(1, 2))
        text = ". ".join(part.format(*dice.sample(traps, part.count("{}"))) for part in parts)
        if language == "English":
            text += ", " + " ".join(dice.sample(traps, dice.randint(0, 12)))
        found.append((language, text + dice.choice(TAGS)))
    return found
