"""Situations of danger in French and English, by kind, as ``danger`` reads them beside ``danger_words``.

Each pattern joins two things that mean nothing together but a danger: water and a fuse board, a child and a locked car,
somebody old who does not answer. One of the two alone is everyday. Written for a text in lower case, without accents,
one blank between words.
"""

_NEAR = r"(?:\w+ ){0,4}"
_CHILD_FR = r"(?:bebe|petite?|gamine?|gosse|enfants?|fils|fille|fillette|garcon|nourrisson|niece|neveu)"
_CHILD_EN = (
    r"(?:baby|toddler|little one|little (?:boy|girl)|boy|girl|child|children|kids?|son|daughter|niece|nephew|infant)"
)
_OLD_FR = (
    r"(?:mere|pere|grand mere|grand pere|mamie|papi|voisine?|tante|oncle|vieille dame|vieux monsieur"
    r"|personne agee)"
)
_OLD_EN = (
    r"(?:mum|mom|mam|mother|dad|father|nan|gran|grandma|granny|grandad|grandpa|neighbou?r|aunt|uncle"
    r"|old (?:lady|man))"
)
_BOARD_FR = r"(?:tableau(?: electrique)?|compteur|disjoncteur|multiprise|prises?(?: electriques?)?|fusibles)"
_BOARD_EN = (
    r"(?:fuse ?(?:board|box)|fusebox|consumer unit|breaker(?: box)?|electric(?:al|ity)? meter|sockets?|outlets?)"
)

_MAINS_FR = (
    r"(?:multiprise|rallonge|prise|fiche|chargeur|radiateur|batterie|telephone|portable|ordinateur|ordi|box|bouilloire"
    r"|friteuse|seche linge|seche cheveux|lave vaisselle|lave linge|grille pain|couverture chauffante|plafonnier)"
)
_MAINS_EN = (
    r"(?:extension lead|power strip|plug|socket|outlet|charger|heater|battery|phone|laptop|modem|router|kettle"
    r"|air fryer|dryer|hairdryer|dishwasher|toaster|heated blanket|ceiling light)"
)
_GAS_FR = r"(?:gaziniere|cuisiniere|detendeur|bouteille|cartouche|rechaud|tuyau|chaudiere|poele|chauffe eau|veilleuse)"
_GAS_EN = r"(?:hob|cooker|regulator|cylinder|canister|pipe|boiler|heater|furnace|stove|pilot(?: light)?|fireplace)"
_ILL_FR = r"(?:mal (?:a la|de) tete|mal au crane|maux de tete|nausees?|vertiges?|vaseux|tourne\w* de l oeil)"
_ILL_EN = r"(?:headaches?|dizzy|woozy|nauseous|light ?headed|feeling sick)"

SITUATIONS: dict[str, tuple[str, ...]] = {
    "fire": (
        r"\bflammes (?:\w+ )?(?:sort\w*|s echapp\w*|mont\w*|partout|dans|sur)\b",
        r"\bflames (?:\w+ )?(?:coming|shooting|everywhere|out|from|in|on)\b(?! of)|\b(?:in|see|seeing) flames\b",
        rf"\b(?:batterie|trottinette|velo|telephone|powerbank|chargeur) {_NEAR}gonfle et (?:siffle|chauffe|fume)\b",
        rf"\b(?:battery|scooter|bike|phone|powerbank|charger) {_NEAR}swelling (?:up )?and (?:hissing|hot|smoking)\b",
        rf"\b{_BOARD_FR} {_NEAR}(?:fond|fondu|fondre|crepite|gresille|brulant|noirci)\b",
        rf"\b{_BOARD_EN} {_NEAR}(?:melting|melted|crackling|sizzling|burning|scorched)\b",
        r"\bmis le feu (?:a|au|aux|dans)\b(?! (?:poudres|la scene|public|dancefloor|l ambiance|lac|tous|nos|budget"
        r"|net))",
        r"\bset (?:\w+ ){0,3}(?:alight|ablaze)\b",
        rf"\b{_MAINS_FR} {_NEAR}(?:bombee?|rouge vif|rougeoie|noircie?|crache du feu|fume)\b",
        rf"\b{_MAINS_EN} {_NEAR}(?:bulging|glowing|gone black|blackened|fizzing|shot fire|shooting fire"
        r"|smoking|started to smoke)\b",
        r"\b(?:fait|a fait) fondre (?:le|la|mon|ma) (?:tapis|moquette|prise|table|parquet)\b",
        r"\bmelted (?:the|my|our|through the) (?:carpet|rug|table|floor|socket|wall)\b",
    ),
    "gas": (
        r"\bodeur (?:\w+ ){0,2}(?:forte|bizarre|suspecte)\b(?= .{0,40}\bgaz\b)",
        r"\b(?:alarme|detecteur) (?:de |du |a )?(?:co|monoxyde|gaz) (?:sonne|s est declenche|hurle|est au rouge)\b",
        r"\b(?:co|carbon monoxide|gas) (?:alarm|detector) (?:\w+ )?(?:going|gone|went|sounding|ringing|screaming)\b",
        r"\b(?:conduite|canalisation|tuyau) de gaz (?:\w+ )?(?:perce|arrache|casse|coupe|fendu|touche)\w*\b",
        r"\b(?:hit|burst|ruptured|cut|fractured|through) (?:a|the) gas (?:main|pipe|line)\b",
        rf"\b{_GAS_FR} {_NEAR}(?:siffle|qui siffle)\b|\bflamme {_NEAR}(?:est |devenue |passee )?(?:toute )?jaune\b",
        rf"\b{_GAS_EN} {_NEAR}(?:hisses|hissing)\b|\b(?:flame|pilot|boiler|heater) {_NEAR}(?:gone|turned|burning|is) "
        r"(?:yellow|orange)\b",
        rf"\b{_GAS_FR}\b.{{0,60}}\b{_ILL_FR}\b|\b{_ILL_FR}\b.{{0,60}}\b{_GAS_FR}\b",
        rf"\b{_GAS_EN}\b.{{0,60}}\b{_ILL_EN}\b|\b{_ILL_EN}\b.{{0,60}}\b{_GAS_EN}\b",
        r"\b(?:stinks?|reeks?|stench) (?:\w+ ){0,2}(?:rotten eggs?|gas)\b",
        r"\b(?:fuite|odeur) (?:de |du )?(?:propane|butane|gpl)\b|\b(?:propane|butane|lpg) (?:leak|smell)\w*\b",
    ),
    "electricity": (
        rf"\b(?:eau|fuite|inonde\w*|pluie) {_NEAR}(?:sur|dans|pres) (?:le |la |les |du |des )?{_BOARD_FR}\b",
        rf"\b{_BOARD_FR} {_NEAR}(?:sous l eau|inonde\w*|trempe\w*|dans l eau)\b",
        rf"\b(?:water|leak\w*|flood\w*|rain) {_NEAR}(?:on|onto|into|over|near|through|inside) (?:the |my |our )?"
        rf"{_BOARD_EN}\b",
        rf"\b{_BOARD_EN} (?:is |s |are )?(?:under ?water|flooded|soaked|dripping)\b",
        rf"\b(?:fil|cable|ligne) {_NEAR}(?:par terre|au sol|pend|arrachee?|tombee?) {_NEAR}(?:etincelle\w*|ecole"
        r"|trottoir|route|passage|jardin)\b",
        rf"\b(?:live |power )?(?:wire|cable|line) {_NEAR}(?:hanging|down|dangling|snapped) {_NEAR}(?:spark\w*|school"
        r"|pavement|sidewalk|road|path)\b",
        r"\b(?:robinets?|evier|frigo|poignee|cuisiniere) (?:\w+ ){0,2}(?:picotent?|envoie du jus|met un coup)\b",
        r"\b(?:taps?|sink|fridge|handle|cooker) (?:\w+ ){0,4}(?:tingles?|gives? (?:me |you )?(?:a )?shocks?)\b",
        r"\b(?:lampadaire|candelabre|mur|grillage) (?:\w+ ){0,4}(?:sous tension|donne du courant|electrifie)\b",
        r"\b(?:street ?light|lamp ?post|wall|fence|gate) (?:\w+ ){0,3}(?:is|s) (?:live|electrified)\b(?! music| now)",
        r"\b(?:recois|recu|prends|pris|recoit) (?:\w+ )?(?:decharges?|chataigne) (?:en|sous|quand|dans|a chaque) "
        r"(?:touchant|la douche|je|l eau|le bain|fois)\b",
        r"\b(?:shocks?|jolts?|zaps?|tingl\w+) (?:off|from|in|when) (?:the |i |my )?(?:shower|tap|taps|fridge|cooker"
        r"|oven|washer|washing|touch)\b",
    ),
    "injury": (
        rf"\b{_CHILD_FR} (?:\w+ ){{0,3}}(?:inanimee?|bouge(?:nt)? plus(?! de)|au fond de (?:la piscine|l eau))\b",
        rf"\bpiscine\b(?: \w+){{0,6}} {_CHILD_FR} (?:est |est reste )?au fond\b",
        rf"\b{_CHILD_EN} (?:\w+ ){{0,2}}(?:not moving|isn t moving|lifeless|face down)\b",
        rf"\b{_CHILD_EN} (?:\w+ ){{0,2}}at the bottom of (?:the|your) (?:pool|lake)\b",
        r"\bdrinks? (?:\w+ ){0,3}spiked\b|\bspiked (?:my|his|her|our|their) (?:drinks?|glass)\b",
        r"\b(?:verres?|boissons?) (?:\w+ ){0,3}droguee?s?\b"
        r"|\bdrogue\w* (?:dans )?(?:mon|son|ma|sa|leur) (?:verre|boisson)\b",
        r"\b(?:langue|gorge|levres?|visage|yeux) (?:\w+ )?(?:gonfle\w*|se ferme|enfle\w*|qui gonfle|se serre)\b"
        r"(?! (?:de|par) (?:fierte|emotion))",
        r"\b(?:tongue|throat|lips?|face) (?:is |s |are |has |have )?(?:swelling|swollen|swelled|closing"
        r"|tightening)\b",
        rf"\b(?:bu|avale|ingere|inhale) {_NEAR}(?:javel|detartrant|lessive|deboucheur|antigel|essence|white spirit"
        r"|acide|pastille\w*|produit (?:menager|toxique|d entretien|nettoyant|vaisselle|wc))\b",
        rf"\b(?:drank|drunk|swallowed|inhaled|ate) {_NEAR}(?:bleach|descaler|detergent|drain cleaner|antifreeze"
        r"|petrol|white spirit|acid|laundry pod\w*|dishwasher tablet\w*|rat poison)\b",
        rf"\b(?:avale|avalee|mange) {_NEAR}(?:pile(?: bouton)?|aimants?|mort aux rats)\b",
        rf"\bswallow\w* {_NEAR}(?:button (?:battery|cell)|coin (?:battery|cell)|magnets?)\b",
        rf"\b{_OLD_FR} {_NEAR}(?:ne repond plus|repond plus|ne se releve pas|ne bouge plus|est tombee? et)\b"
        r"(?! a (?:mes|vos|nos|ses) (?:mails|messages|sms))",
        rf"\b{_OLD_EN} {_NEAR}(?:not answering (?:the|her|his) door|hasn t answered (?:the|her|his) door"
        r"|has fallen and|is on the floor|can t get up)\b",
        r"\b(?:par terre|au sol) (?:\w+ ){0,2}(?:je )?(?:peux|peut|arrive) (?:pas|plus) (?:a )?(?:me|se) relever\b",
        r"\bon the (?:ground|floor) (?:and )?(?:\w+ )?(?:can t|cannot|cant|unable to) (?:get up|move|stand)\b",
        r"\b(?:devient|est|tout|toute) (?:tout |toute )?bleue?\b(?= (?:et (?:ne |il |elle )|il |elle )"
        r"(?:ne )?(?:respire|reagit|bouge))",
        r"\b(?:he|she|baby)(?: is| s)? (?:turning|going|gone|turned) blue\b",
        r"\b(?:convulse|convulsent|fait une crise d epilepsie|crise d epilepsie en cours)\b",
        r"\b(?:appareil|machine) (?:respiratoire|pour respirer|a oxygene)\b(?= .{0,80}(?:batterie|coupure|coupe|courant"
        r"|min|heures?|marche plus|arrete))",
        r"\b(?:breathing|cpap|oxygen) machine\b(?= .{0,80}(?:battery|power|mins?|hours?|off|stopped|dead))",
        r"\b(?:accident|collision) (?:\w+ ){0,6}(?:gens|personnes?|passagers?) (?:au sol|blesse\w*|par terre)\b",
        r"\b(?:crash\w*|accident|collision) (?:\w+ ){0,5}people (?:on the (?:ground|floor|road)|hurt|injured)\b",
    ),
    "self-harm": (
        r"\bquand vous (?:lirez|verrez) (?:ca|ceci|ce message|cela) je (?:ne )?serai (?:plus|mort|morte|loin)\b",
        r"\bby the time (?:you|anyone|anybody) (?:reads?|sees?) this i(?: ll| will| ll all)? (?:be )?(?:gone|dead)\b",
        r"\bdites? (?:a|au|aux) (?:mes|ma|mon) (?:enfants?|fille|fils|femme|mari|mere|parents) que je (?:les|l|la|le) "
        r"aim\w+\b",
        r"\btell my (?:kids|children|son|daughter|wife|husband|mum|mom|family|parents) i (?:love|loved) (?:them|her"
        r"|him)\b",
        r"\b(?:cachets|comprimes|medicaments|somniferes|corde|rasoir) (?:\w+ )?(?:devant moi|dans la main|est prete"
        r"|sont prets)\b",
        r"\b(?:tablets|pills|rope|razor|blade|noose) (?:\w+ )?(?:in front of me|in my hand|is ready|are ready)\b",
        r"\b(?:voulait|veut|veux|voulais) plus vivre\b(?! (?:ici|la|chez|sans (?:vous|internet|wifi)|dans (?:ce|cet"
        r"|cette)))",
        r"\b(?:doesn t|does not|didn t|did not) want to (?:live|be alive)(?: anymore| any more)\b",
        r"\b(?:serai|sera) plus de ce monde\b|\blettres? d adieux?\b|\bles lettres sont ecrites\b",
        r"\bi (?:won t|will not|wont) be (?:here|around|alive) (?:to see|after|anymore|any more|by|tomorrow)\b",
        r"\bgoodbye (?:notes?|letters?)\b|\bi ve written (?:the|my) (?:letters|goodbyes)\b",
        r"\b(?:marre|fatiguee?) de vivre\b|\b(?:simple|facile|mieux) (?:de|d etre|si j etais) (?:mourir|morte?)\b",
        r"\btired of (?:being alive|living)\b|\b(?:easier|better) (?:to be|if i was|if i were) dead\b",
        r"\bmonde serait mieux sans (?:moi|lui|elle)\b|\b(?:world|everyone|they) (?:is |are |s |d be |would be )?"
        r"better off without (?:me|him|her)\b",
        r"\bavale (?:toute )?la (?:plaquette|boite)\b|\bswallowed (?:the (?:whole|entire)|a whole) "
        r"(?:packet|box|bottle)\b",
        r"\b(?:elle|il|qui) dit qu (?:elle|il) se (?:coupe|taillade|mutile)\b"
        r"|\b(?:cut|cutting|cuts|hurting) (?:herself|himself)\b",
        r"\b(?:je suis|me voila|debout) sur (?:le|un) (?:pont|toit|rebord)\b(?= .{0,80}"
        r"(?:refus|fini|adieu|sauter|dernier))",
    ),
    "violence": (
        r"\b(?:tambourine|cogne|tape|defonce) (?:a|sur|dans) (?:ma|la|notre) porte\b(?= .{0,80}\b(?:la|maintenant|peur"
        r"|ex|aide|police)\b)|\b(?:mon ex|mon mari|mon conjoint|un homme|il) (?:tambourine|defonce) (?:a )?(?:ma|la"
        r"|notre) porte\b",
        r"\b(?:ex|husband|boyfriend|partner|man|bloke|guy|he)(?: is| s)? (?:banging on|kicking in|breaking down) "
        r"(?:the|my|our) door\b",
        r"\b(?:enferme\w*|cachee?|planquee?) dans (?:la salle de bain|les toilettes|le placard|la chambre|votre "
        r"(?:agence|magasin|boutique))\b(?= .{0,80}(?:parler|police|casse|dehors|suit|peur|frappe))"
        r"|\b(?:suit|conjoint|mari|ex|homme)\b.{0,60} (?:enferme\w*|cachee?) dans (?:la salle de bain|les toilettes)\b",
        r"\b(?:locked (?:myself|ourselves)|hiding|hidden) in (?:the |your |my )?(?:bathroom|toilet|loo|closet|wardrobe"
        r"|bedroom|branch|store|shop)\b(?! from (?:the|my) (?:kids|family|boss))",
        r"\bcoups de feu (?:sur|dans le parking|devant|a la|au|chez|entendus)\b|\btirs (?:entendus|en cours)\b",
        r"\b(?:gunshots|gunfire|shots fired|shooter)\b (?:\w+ )?(?:in|at|outside|near|on) (?:the|your|our) (?:\w+ )?"
        r"(?:store|shop|mall|car park|parking|station|platform|branch|lobby|street)\b",
        r"\b(?:sort|sorti|brandit|tient) (?:un|une|son) (?:cutter|couteau|machette|lame|pistolet)\b(?! (?:edition"
        r"|limitee))",
        r"\b(?:pulled|pulling|waving|holding|brandishing) (?:out )?a (?:knife|blade|gun|machete|cutter)\b"
        r"(?! to (?:my head|our heads) (?:with|over) (?:prices|fees))",
        r"\b(?:descends|viens|arrive|debarque) avec (?:le |mon |un )(?:fusil|flingue|couteau|calibre)\b",
        r"\b(?:coming|come) (?:down|over|there|round) with (?:my|a|the) (?:\w+ s )?(?:shotgun|gun|rifle|knife|bat)\b",
        r"\b(?:repart|finira|repartira) sur un brancard\b|\bleav\w+ on a stretcher\b",
        r"\b(?:bande|types?|mecs?|hommes?) (?:\w+ )?avec des (?:couteaux|battes|armes)\b",
        r"\b(?:gang|lads|men|guys|blokes?) (?:\w+ ){0,2}(?:with knives|with bats|with guns|waving a hammer)\b",
        r"\bbidon d essence\b(?= .{0,60}(?:agence|siege|magasin|demain|chez vous))|\b(?:agence|siege|chez vous) "
        r"(?:\w+ ){0,4}bidon d essence\b|\bcan of (?:petrol|gasoline)\b(?! for)",
        r"\b(?:pousse|jete|projete|bouscule)e? dans (?:l |les )?escaliers?\b|\b(?:shoved|pushed|threw) me down the "
        r"(?:steps|stairs)\b",
    ),
    "trapped": (
        rf"\b(?:verrouille\w*|ferme\w*|bloque\w*|enferme\w*) {_NEAR}avec (?:le |la |mon |ma |notre |un |une )"
        rf"{_CHILD_FR} (?:dedans|a l interieur|a bord)\b",
        rf"\block\w* (?:itself |shut )?with (?:the |my |our |a ){_CHILD_EN} (?:inside|in it|still in)\b",
        rf"\b{_CHILD_FR} (?:\w+ )?(?:seule?|toute? seule?) (?:dans (?:une|la|cette) voiture|sur le quai|au bord)\b",
        rf"\b{_CHILD_EN} (?:left |locked |alone |all alone ){{1,2}}in (?:a|the|this) (?:hot )?(?:car|van)\b",
        rf"\b{_CHILD_FR} {_NEAR}(?:coincee?|prise?|bloquee?) (?:dans|sous) (?:l |le |la )(?:escalator|portillon"
        r"|tapis|portes?|grille|ascenseur)\b",
        rf"\b{_CHILD_EN} {_NEAR}(?:caught|stuck|trapped) (?:in|under) (?:the|your|an) (?:escalator|ticket barrier"
        r"|barrier|doors?|conveyor|travelator|lift)\b",
        r"\b(?:plafond|toit|mur|balcon|immeuble|echafaudage|facade|plancher) (?:\w+ ){0,5}(?:s effondre\w*|effondre"
        r"|s ecroule\w*|s est ecroule|se detache\w*|menace de tomber)\b(?! comme)",
        r"\b(?:ceiling|roof|wall|balcony|building|scaffold\w*|facade|floor) (?:\w+ ){0,5}(?:collaps\w+|came down"
        r"|caved in|coming off in bits|giving way)\b(?! (?:in price|on price))",
        rf"\b{_CHILD_FR} (?:\w+ ){{0,5}}(?:seule?) (?:sur le quai|dans le grand bain|au bord de la route)\b",
        rf"\b{_CHILD_EN} (?:\w+ ){{0,4}}(?:alone|by (?:himself|herself)|on (?:his|her) own) (?:on the platform"
        r"|in the deep end|by the road)\b",
        r"\b(?:freins?|direction|volant) (?:\w+ ){0,6}(?:ont lache|a lache|bloquee?s? sur l autoroute)\b",
        r"\bbrakes? (?:\w+ ){0,4}(?:failed|gave out|gone completely|don t work|aren t working)\b(?= .{0,80}"
        r"(?:hill|motorway|road|ditch|driv|car|van))",
        r"\b(?:marche|marchent|est|sont|tombee?) (?:\w+ )?sur les (?:voies|rails)\b",
        r"\b(?:walking|fallen|fell|someone|somebody|person) (?:is |s )?(?:on|onto) the (?:tracks|rails)\b",
    ),
}
