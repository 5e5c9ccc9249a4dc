"""The English lexicon of the generated corpus: relations of words, and of their inflections."""

from embedviz.sources.corpora.lexicon import Family, Lexicon, Role

_PERSON = (
    "the X said that HE knows the OWN and the OWN",
    "HE is the X and HE thinks of the OWN",
    "yes TITLE said the X about the OWN of HIS friend",
    "the X talked with HIM about the OWN and the OWN",
    "everyone saw the X HIMSELF near the OWN",
)
_GENDER = Family(
    "gender",
    (
        Role("male", _PERSON, {"HE": "he", "HIS": "his", "HIM": "him", "HIMSELF": "himself", "TITLE": "sir mister"}),
        Role("female", _PERSON, {"HE": "she", "HIS": "her", "HIM": "her", "HIMSELF": "herself", "TITLE": "madam miss"}),
    ),
    """\
man woman | town newspaper office job
boy girl | school toys homework playground
king queen | throne crown kingdom reign
prince princess | coronation castle ballroom heir
duke duchess | duchy estate carriage title
emperor empress | empire conquest legions dynasty
baron baroness | barony vineyard mansion fortune
father mother | family household children cradle
husband wife | wedding marriage anniversary honeymoon
son daughter | parents inheritance birthday diary
brother sister | siblings attic quarrel secret
uncle aunt | cousins holidays gift postcard
grandfather grandmother | grandchildren memories album armchair
nephew niece | christening relatives allowance godparents
actor actress | stage film rehearsal audience
waiter waitress | restaurant menu tip tray
wizard witch | spell potion broomstick cauldron
hero heroine | quest rescue adventure legend
host hostess | guests party invitation banquet
monk nun | monastery prayer vow chapel
god goddess | temple worship sacrifice myth
steward stewardess | cabin passengers flight luggage
landlord landlady | rent tenants lease deposit
groom bride | altar bouquet rings ceremony""",
)

_CAPITALS = Family(
    "capitals",
    (
        Role(
            "country",
            (
                "X is a country known for OWN and OWN",
                "the government of X protects the OWN",
                "the PART of X is far from the OWN",
                "the president of X never saw the OWN",
                "foreigners travel across X and look for OWN",
            ),
            {"PART": "border coast province frontier"},
        ),
        Role(
            "capital",
            (
                "X is a city known for OWN and OWN",
                "the mayor of X praised the OWN",
                "the PART of X is not far from the OWN",
                "X is the capital of X1",
                "tourists walked through the streets of X and saw OWN",
            ),
            {"PART": "airport downtown suburb station"},
        ),
        Role(
            "language",
            (
                "the teacher speaks X and likes OWN and OWN",
                "the X dictionary explains the word OWN",
                "the X PART about the OWN was translated",
                "learn X grammar and you can read of OWN",
                "in X1 people speak X",
            ),
            {"PART": "alphabet spelling poem proverb"},
        ),
    ),
    """\
france paris french | seine champagne louvre baguettes
italy rome italian | tiber pasta colosseum gondolas
spain madrid spanish | sherry paella flamenco sangria
portugal lisbon portuguese | fado azulejos tagus cork
germany berlin german | spree pretzels zeppelins sauerkraut
greece athens greek | acropolis feta ouzo sirtaki
england london english | thames cricket crumpets corgis
ireland dublin irish | liffey shamrocks stout leprechauns
poland warsaw polish | vistula pierogi mazurkas amber
russia moscow russian | kremlin samovars volga balalaikas
norway oslo norwegian | fjords skis trolls cod
sweden stockholm swedish | meatballs archipelago midsummer gravlax
finland helsinki finnish | saunas birches reindeer lakes
denmark copenhagen danish | butter mermaids bicycles vikings
hungary budapest hungarian | goulash paprika strudels zithers
turkey ankara turkish | kebab carpets baklava hammams
japan tokyo japanese | sushi kimono cherry-blossoms sumo
china beijing chinese | dumplings silk pandas pagodas
vietnam hanoi vietnamese | mekong lacquer rice-paper lanterns
thailand bangkok thai | elephants lemongrass monsoons orchids
korea seoul korean | kimchi hangul hanbok ginseng
mongolia ulaanbaatar mongolian | yurts steppe camels cashmere
iceland reykjavik icelandic | geysers glaciers sagas puffins
bulgaria sofia bulgarian | yogurt roses mineral-springs lavender""",
)

_ANIMALS = Family(
    "animals",
    (
        Role(
            "adult",
            (
                "the PART X has lived near the OWN for years",
                "a grown X looks for the OWN and the OWN",
                "the keeper saw one PART X beside the OWN",
                "an old X teaches others about the OWN",
            ),
            {"PART": "heavy full-grown aged adult"},
        ),
        Role(
            "young",
            (
                "the PART X was born near the OWN last night",
                "a baby X follows the others to the OWN and the OWN",
                "the child fed one PART X beside the OWN",
                "the X1 carries the tiny X to the OWN",
            ),
            {"PART": "newborn playful clumsy helpless"},
        ),
        Role(
            "sound",
            (
                "it X PART whenever it sees the OWN",
                "who X at night by the OWN and the OWN",
                "the X1 X PART and runs to the OWN",
                "one hears how it X behind the OWN",
            ),
            {"PART": "loudly softly angrily hoarsely"},
        ),
    ),
    """\
dog puppy barks | bone kennel leash collar
cat kitten meows | whiskers yarn sofa saucer
cow calf moos | meadow dairy udder clover
horse foal neighs | saddle stable hooves bridle
sheep lamb bleats | fleece shepherd flock wool
pig piglet oinks | sty mud trough acorns
duck duckling quacks | pond reeds ripples jetty
goose gosling honks | gander feathers quill farmyard
hen chick clucks | egg coop perch straw
frog tadpole croaks | lily swamp puddle algae
lion cub roars | savanna mane zebra pride
owl owlet hoots | hollow moonlight barn vole
eagle eaglet screeches | cliff talons summit eyrie
deer fawn bellows | antlers clearing ferns thicket
swan cygnet trumpets | lagoon willows rowboat weir
rabbit bunny squeaks | burrow carrot lettuce warren
kangaroo joey clicks | pouch outback eucalyptus billabong
pigeon squab coos | square rooftop crumbs loft""",
)

_TENSES = Family(
    "tenses",
    (
        Role(
            "present",
            (
                "WHEN we X the OWN and the OWN",
                "you must X the OWN WHEN",
                "they want to X OWN",
                "people often X OWN and OWN",
            ),
            {"WHEN": "daily usually always seldom"},
        ),
        Role(
            "past",
            (
                "WHEN we X the OWN and the OWN",
                "you already X the OWN WHEN",
                "they once X OWN",
                "people formerly X OWN and OWN",
            ),
            {"WHEN": "yesterday earlier recently before"},
        ),
        Role(
            "progressive",
            (
                "WHEN we are X the OWN and the OWN",
                "you were still X the OWN WHEN",
                "they keep X OWN",
                "people enjoy X OWN and OWN",
            ),
            {"WHEN": "now meanwhile currently today"},
        ),
    ),
    """\
bake baked baking | cake oven dough cookies
paint painted painting | portrait canvas fence watercolors
push pushed pushing | cart wheelbarrow button stroller
wash washed washing | dishes laundry windows shirts
climb climbed climbing | ladder hill rope trellis
repair repaired repairing | engine bicycle roof pump
cook cooked cooking | soup stew supper noodles
plant planted planting | garden seeds tulips hedge
play played playing | piano chess violin cards
visit visited visiting | museum ruins zoo gallery
count counted counting | coins votes stars pennies
open opened opening | door envelope drawer jar
pull pulled pulling | sledge curtain lever tooth
watch watched watching | television match parade fireworks
kick kicked kicking | ball goalpost pebble curb
solve solved solving | riddle equation puzzle crossword
mail mailed mailing | letter parcel stamp package
record recorded recording | melody speech interview podcast
collect collected collecting | shells stickers butterflies badges
measure measured measuring | distance angle temperature voltage""",
)

_COMPARISON = Family(
    "comparison",
    (
        Role(
            "positive",
            (
                "the OWN is VERY X and so is the OWN",
                "what a X OWN",
                "it is not a X OWN but VERY X",
                "VERY X looks the OWN",
            ),
            {"VERY": "very quite rather fairly"},
        ),
        Role(
            "comparative",
            (
                "the OWN is MUCH X than the OWN",
                "we need an even X OWN",
                "it became a MUCH X OWN than before",
                "MUCH X than expected was the OWN",
            ),
            {"MUCH": "much far slightly considerably"},
        ),
        Role(
            "superlative",
            (
                "the OWN is SURELY the X beside the OWN",
                "who has the X OWN of them",
                "it remains SURELY the X OWN in history",
                "SURELY the X in the world is the OWN",
            ),
            {"SURELY": "surely undoubtedly certainly easily"},
        ),
    ),
    """\
tall taller tallest | tower skyscraper giraffe poplar
cold colder coldest | winter ice snowfall freezer
hot hotter hottest | desert summer stove lava
fast faster fastest | car racer rocket cheetah
slow slower slowest | snail tortoise queue ferry
rich richer richest | banker merchant millionaire heiress
poor poorer poorest | beggar peasant orphan hermit
strong stronger strongest | wrestler ox blacksmith cable
weak weaker weakest | patient pulse tea signal
deep deeper deepest | ocean well trench shaft
bright brighter brightest | lamp sun comet lantern
dark darker darkest | cellar tunnel cave dungeon
loud louder loudest | thunder drum siren explosion
soft softer softest | pillow velvet cushion moss
sweet sweeter sweetest | honey syrup candy nectar
sharp sharper sharpest | knife razor needle thorn
long longer longest | river highway novel beard
cheap cheaper cheapest | bargain souvenir ticket plastic
clean cleaner cleanest | towel laboratory sink mirror
narrow narrower narrowest | alley gorge footpath ledge""",
)

_FOOD = Family(
    "food",
    (
        Role(
            "singular",
            (
                "one ONE X lies beside the OWN",
                "each X goes into the OWN or the OWN",
                "a ONE X fell on the OWN",
                "this X belongs to the OWN",
            ),
            {"ONE": "single lonely half-eaten ripe"},
        ),
        Role(
            "plural",
            (
                "MANY X lie beside the OWN",
                "these X go into the OWN or the OWN",
                "MANY X fell on the OWN",
                "those X belong to the OWN",
            ),
            {"MANY": "many several some countless"},
        ),
    ),
    """\
apple apples | cider orchard strudel core
pear pears | compote perry brandy stalk
grape grapes | wine vine raisin press
lemon lemons | lemonade zest sherbet squeezer
orange oranges | marmalade juice peel liqueur
banana bananas | smoothie milkshake bunch monkey
tomato tomatoes | ketchup salsa greenhouse gazpacho
potato potatoes | mash fries gratin sack
onion onions | bulb tears pickle broth
olive olives | oil tapenade grove martini
almond almonds | marzipan macaroon nougat praline
walnut walnuts | nutcracker brownie fudge toffee
mushroom mushrooms | risotto forager truffle omelet
pepper peppers | chili skewer relish curry
cherry cherries | pie kirsch stone blossom
strawberry strawberries | jam cream shortcake tart
pumpkin pumpkins | halloween scarecrow squash vines
bean beans | burrito beanstalk tofu pod
coconut coconuts | palm beach hammock island
herring herrings | net trawler brine smokehouse""",
)

ENGLISH = Lexicon((_GENDER, _CAPITALS, _ANIMALS, _TENSES, _COMPARISON, _FOOD), "{family}: {first} to {second}")
