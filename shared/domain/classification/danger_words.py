"""Words of danger in French and English, by kind, as ``danger`` reads them.

High recall is the aim. Figures of speech that customers really use ("this track is on fire", "mourir de rire") are left
out. Written for a text in lower case, without accents, one blank between words.
"""

_DEVICES_FR = (
    r"batterie|telephone|portable|chargeur|box|bouteille|four|trottinette|velo|chaudiere|appareil|prise|multiprise"
    r"|console|ordinateur|ordi|frigo|televiseur|tele|machine|lave \w+|seche linge|compteur|tableau|radiateur|routeur"
    r"|modem|decodeur|montre|cable|voiture|cuisiniere|poele|bouilloire|fer|aspirateur|plaque\w*|disjoncteur"
)
_DEVICE_FR = rf"(?:{_DEVICES_FR})"
_BURNING_FR = (
    r"(?:maison|cuisine|appart\w*|immeuble|batiment|chambre|salon|garage|toit|magasin|boutique|rue|foret|hotel"
    r"|train|bus"
    rf"|cave|grange|camion|bateau|avion|lit|canape|cheveux|vetements|poubelle\w*|{_DEVICES_FR})"
)
_DEVICES_EN = (
    r"battery|phone|charger|router|box|bottle|oven|scooter|bike|boiler|appliance|plug|socket|outlet|console|laptop"
    r"|computer|fridge|freezer|tv|television|machine|washer|dryer|washing machine|meter|heater|modem|watch|cable|cord"
    r"|car|cooker|stove|kettle|iron|vacuum|hob|fuse box|breaker|toaster|microwave|dishwasher|device|unit|ebike"
)
_DEVICE_EN = rf"(?:{_DEVICES_EN})"
_BURNING_EN = (
    r"(?:house|home|flat|apartment|kitchen|building|room|bedroom|garage|roof|shop|store|street|forest|hotel|train|bus"
    rf"|basement|truck|van|boat|plane|bed|sofa|hair|clothes|bin|everything|place|{_DEVICES_EN})"
)
_PERSON_FR = (
    r"(?:je|il|elle|on|nous|ils|elles|bebe|fils|fille|mere|pere|maman|papa|mari|femme|ami|amie|soeur|frere"
    r"|enfant|enfants"
    r"|grand mere|grand pere|voisin|voisine|quelqu un|collegue|client|cliente|homme|dame|personne)"
)
_PERSON_EN = (
    r"(?:i|he|she|we|they|someone|somebody|baby|son|daughter|mum|mom|mother|dad|father|husband|wife|friend"
    r"|sister|brother"
    r"|child|kid|kids|children|gran|grandma|grandmother|grandad|grandfather|neighbour|neighbor|man|woman|person"
    r"|people)"
)

WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "fire",
        (
            rf"{_BURNING_FR}(?: \w+)? (?:brule(?:nt)?|prend feu|prennent feu|crame|flambe"
            rf"|fume(?:nt)?)\b(?! les etapes)",
            rf"{_BURNING_FR}(?: \w+)? (?:est|sont|etait|a pris|ont pris|vient de prendre) (?:en |en train de )?"
            r"(?:feu|flammes|bruler|cramer)\b",
            rf"{_BURNING_FR} (?:qui (?:brule|fume|crame|prend feu)|en (?:feu|flammes))\b",
            r"\b(?:pris|prend|prendre|prennent) feu\b",
            r"\b^(?:\w+ )?(?:(?:ca|je) (?:brule|crame|fume)|incendie|fumee|smoke)(?: partout| everywhere)?$",
            r"\bje brule\b(?! d | les etapes| de )|\bvais (?:\w+ )?(?:bruler|incendier|cramer) (?:votre|ton|le|la"
            r"|l|vos|tout|tous)\b(?! (?:etapes|calories))",
            r"\b(?:batterie|chargeur|telephone|appareil|prise|bouilloire|four)(?: \w+){0,4} (?:a|ont) (?:brule"
            r"|fondu)\b"
            r"|\b(?:m|a|l) (?:a )?brule (?:la|le|les|au|ma|mon|sa|son) (?:main|mains|visage|jambe|bras|doigts?"
            r"|peau|fils"
            r"|fille|enfant|bebe)\b|\bbrule mon (?:fils|bebe|enfant|mari)\b|\bbrule ma (?:fille|femme|mere)\b",
            r"\bau feu\b(?! rouge| vert| tricolore| orange| de)",
            r"\ben flammes\b",
            r"\b(?:il y a|y a|j ai|on a) (?:le |un |du )?(?:feu|incendie|debut d incendie|depart de feu)\b"
            r"(?! vert| rouge| d artifice| tricolore)",
            r"\b(?:depart|debut) (?:de feu|d incendie)\b",
            r"\bincendie (?:chez (?:moi|nous)|dans (?:ma|mon|notre|la|l|le)|en cours|au|a la|a l)\b",
            r"\b(?<!coups de )(?<!coup de )feu (?:chez moi|chez nous|dans (?:la|ma|mon|le|l|notre))\b",
            r"\b(?:de la|beaucoup de|plein de) fumee\b",
            r"\bfumee (?:noire|epaisse|partout|sort|dans)\b",
            r"\b(?:sent|odeur de|odeur du) (?:le |de )?(?:brule|cramé|crame|roussi|fumee)\b(?! pour (?:vous|eux"
            r"|lui))",
            rf"\b{_BURNING_EN}(?: \w+)? (?:(?:is|s|are|was|has|just|has just|have) )*(?:on fire|caught fire"
            rf"|catching fire"
            r"|burning|burning down|in flames|smoking|up in flames)\b",
            r"\b(?:caught|catch|catches|catching|set) (?:on )?fire\b",
            r"\b(?:there s|there is|we have|theres) (?:a )?(?:fire|smoke)\b(?! sale| stick| drill| service"
            r"| emoji)",
            r"\bfire in (?:my|the|our|a)\b",
            r"\b(?:house|kitchen|electrical) fire\b",
            r"\b(?:white|black|giving off|gives off) smoke\b|\bpower bank (?:is |s )?smoking\b",
            r"\bsmoke (?:is |s )?(?:coming|pouring|everywhere|in (?:my|the|our)|from)\b",
            r"\bsmell\w* (?:of |like |something )?(?:burning|smoke)\b|\bburning smell\b|\bburnt smell\b",
            r"\b(?:fait|faire|font|faisait|des|making|throwing|giving off|shooting) (?:des )?(?:etincelles?"
            r"|sparks)\b|\b(?:is|s|are|was|started|keeps|starts) (?:sparking|arcing)\b",
            r"\bbatteries?(?: \w+){0,3} (?:gonfle\w*|fuit|coule)\b|\bbatterie gonflee?\b"
            r"|\bbatter(?:y|ies)(?: \w+){0,3} (?:swollen|swelling|bulging|bloated|swelled)\b|\bswollen battery\b",
            rf"{_DEVICE_FR}(?: \w+)? (?:a|ont|vient d|a failli|viens d) (?:explose\w*|exploser)\b",
            rf"{_DEVICE_EN}(?: \w+)? (?:has |just |has just |nearly |almost )?(?:exploded|blew up|blown up|melted)\b",
            r"\b(?:explosion|exploded)\b(?! de (?:joie|rire|couleurs|saveurs)| in (?:my mouth|price))",
        ),
    ),
    (
        "gas",
        (
            r"\b(?:sent|sens|sentons|senti|odeur|odeurs|fuite|fuites) (?:\w+ ){0,2}(?:de |du |le )?gaz\b",
            r"\b(?<!detecteur de )monoxyde\b|\bcarbon monoxide\b(?! (?:alarm|detector)s?\b)|\bco alarm is\b",
            r"\bgas (?:leak\w*|smell|odou?r|escape)\b|\bleaking gas\b",
            r"\bsmell\w* (?:\w+ ){0,2}gas\b|\b(?:stinks|reeks) of gas\b|\brotten eggs? smell"
            r"|\bsmell\w* (?:\w+ ){0,2}rotten egg",
            r"\b(?:sent|odeur d|odeur de) (?:l )?oeufs? pourris?\b|\b(?:gas|gaz|propane) (?:\w+ )?(?:is "
            r"|s )?(?:leaking|coming from|fuit)\b",
        ),
    ),
    (
        "electricity",
        (
            r"\b(?<!vous )electrocut\w*\b(?! yoursel)|\belectrise\w*",
            r"\b(?:decharge|choc) electrique\b|\belectric(?:al)? shock\b",
            r"\b(?:eau|inondation)(?: \w+){0,5} (?:prises?|multiprises?|(?:compteur|tableau) electrique)\b"
            r"|\bwater(?: \w+){0,5} (?:sockets?|outlets?|fuse box|wiring|electrics)\b",
            r"\bprend\w* le jus\b|\bpris (?:le|du|un coup de) jus\b|\bgot (?:a shock|shocked|zapped)\b",
            r"\b(?:fils?|cables?) (?:electriques? )?(?:denudes?|a nu|sous tension|arraches?)\b"
            r"|\b(?:live|exposed|bare) wires?\b|\bpower line (?:is )?down\b",
        ),
    ),
    (
        "injury",
        (
            r"\b(?:saigne|saignes|saignent|saignait|saignons|saignement\w*|hemorragie\w*)\b",
            r"\b(?:m|s|re|is|are|am|was|been|stop|stops|keeps|started|still|not|nose|head) bleeding\b"
            r"(?! (?:money|cash|customers|edge|hell|obvious|useless|ridiculous|joke|awful|terrible|idiots?|love))",
            r"\bbleeding (?:badly|heavily|a lot|out|profusely|everywhere|to death|from)\b",
            r"\b(?:respire plus|respire pas|respire mal|du mal a respirer|pas a respirer|plus a respirer"
            r"|m etouffe|s etouffe)\b",
            r"\b(?:can t|cannot|cant|can not|couldn t|not|isn t|stopped|hardly|struggling to|trouble) breath\w*\b"
            r"|\bis choking\b|\bm choking\b|\bs choking\b",
            r"\b(?:inconscient\w*|perdu connaissance|evanoui\w*|convulsions?)\b",
            r"\b(?<!avait )(?:fait|fais|faire|faisait|eu) (?:un |des )?malaises?\b|\bmalaise (?:cardiaque|vagal)\b"
            r"|\b(?:bouge|reagit) (?:plus|pas) (?:et|du tout|par terre|au sol)\b|\btombee? (?:\w+ ){0,4}ne "
            r"(?:bouge|reagit) (?:plus|pas)\b|\b(?:il|elle|bebe) ne (?:bouge|se reveille) plus\b(?! de chez)",
            r"\b(?:il y a|y a|fait|plusieurs|avec) (?:un |une |des |\d+ )?(?:blesse|blessee|blesses|blessees"
            r"|mort|morts)\b"
            r"(?! de (?:rire|fatigue))|\b(?:people|someone|somebody|they|child|kids) (?:are |is |got |was |were )?"
            r"(?:injured|hurt)\b",
            r"\bavale\w* (?:une|un|des|la|le|les|sa|son) (?:\w+ )?(?:piles?|aimants?|batteries?|cachets"
            r"|comprimes|produit"
            r"|javel|bille|vis)\b",
            r"\b(?:renverse|percute|ecrase|fauche)e? (?:un|une|mon|ma|mes|le|la|des|par) (?:\w+ )?(?:enfants?"
            r"|fils|fille"
            r"|bebe|chien|chat|pieton|cycliste|camion|livreur|voiture|chauffeur|dame|homme|femme|mere|pere)\b",
            r"\b(?:ran over|hit by|run over by|knocked down by|knocked over by) (?:a|an|my|our|your|the"
            r"|one of your)\b"
            r"(?! (?:charge|fee|bill|wave|bug))",
            r"\b(?:burned|burnt|scalded) (?:my|his|her|our) (?:hands?|faces?|arms?|legs?|foot|feet|fingers?|skin|eyes?"
            r"|mouth|tongue|son|daughter|baby|child|kid)\b",
            r"\b^(?:une? |an |some \w+ )?ambulance(?: vite| please| now)?$",
            r"\b(?:fainted|fainting)\b(?! when i saw| at the price)",
            r"\bunconscious\b|\bpassed out\b|\bhaving (?:a seizure|a stroke|a fit|seizures|convulsions)\b"
            r"|\b(?:he|she|mum|mom|dad|mother|father|baby|man|woman|somebody|someone|husband|wife"
            r"|grandmother|grandfather|grandma|grandad|nan|gran|son|daughter|neighbou?r|friend|colleague) (?:has "
            r"|just )?collapsed\b",
            r"\b(?:crise|arret) cardiaque\b|\binfarctus\b|\bfait un avc\b|\bun avc\b"
            r"|\bheart attack\b(?! when| reading)|\bcardiac arrest\b",
            r"\bchest pains?\b|\bdouleurs? (?:a|dans) la poitrine\b|\bcontractions\b"
            r"|\bswallowed (?:\w+ ){0,3}(?:pills?|battery|batteries|cell|magnets?)\b",
            r"\boverdos\w*|\bsurdos\w*",
            r"\bintoxication\w*|\bintoxiques?\b|\bempoisonne\w*|\bfood poisoning\b|\bpoisoned\b|\bpoisoning\b",
            r"\bchoc (?:allergique|anaphylactique)\b|\breaction allergique\b|\banaphyla\w*|\ballergic reaction\b",
            r"\b(?:gravement|grievement) (?:blesse\w*|malade\w*|brule\w*)\b|\bblesse\w* grave\w*"
            r"|\b(?:est|suis|sommes|sont|s est|me suis|a ete|ai ete) (?:\w+ )?(?:blesse|blessee|blesses"
            r"|blessees|brulee|brules|brulees"
            r"|brule au|electrocute)\b",
            r"\b(?:seriously|badly|severely) (?:hurt|injured|burned|burnt|cut)\b|\bgot (?:hurt|injured|burned"
            r"|burnt)\b"
            r"|\b(?:is|m|s|was|are) (?:hurt|injured)\b",
            r"\b(?:appelez|appeler|appelle|prevenez|envoyez) (?:vite |moi |nous )*(?:les? |la |l |une |un )?"
            r"(?:pompiers?|samu|ambulance|police|secours|gendarmes|gendarmerie|medecin|15|17|18|112)\b",
            r"\b(?:call|calling|called|send|need|get) (?:\w+ )?(?:an |the |a )?(?:911|999|112|ambulance"
            r"|paramedics?|police"
            r"|fire (?:brigade|department|service|fighters|engine)|firefighters)\b",
            r"\b(?:danger de mort|urgence vitale|pronostic vital|en danger|danger immediat)\b",
            r"\b(?:life threatening|lives? (?:is |are )?(?:in danger|at risk)|in danger|mortal danger)\b"
            r"(?! of (?:losing|becoming|missing|closing))",
            rf"\b{_PERSON_FR} (?:va|vais|allons|vont) (?:mourir|crever|y passer)\b(?! de (?:rire|honte|faim"
            rf"|soif|ennui|envie|chaud))",
            r"\b(?:est|suis) en train de mourir\b(?! de (?:rire|honte|ennui|faim))",
            rf"\b{_PERSON_EN}(?: (?:is|s|am|m|are|re))? (?:dying|going to die|gonna die"
            rf"|will die)\b"
            r"(?! to | for | of (?:laughter|laughing|embarrassment|boredom|shame|curiosity)| laughing"
            r"| here laughing)",
            r"\bsous (?:oxygene|respirateur|assistance respiratoire|perfusion)\b|\brespirateur\b"
            r"|\bconcentrateur d oxygene\b"
            r"|\bplus d (?:insuline|oxygene)\b|\bsans (?:insuline|oxygene|son traitement|mon traitement)\b",
            r"\b(?:on|needs|his|her|my|home) oxygen\b|\boxygen (?:machine|concentrator|tank|supply)\b|\bventilator\b"
            r"|\bdialysis\b|\b(?:no|without|out of|run out of) (?:insulin|oxygen)\b|\blife support\b",
        ),
    ),
    (
        "self-harm",
        (
            r"\b(?<!va )(?:me|m) (?:tuer|suicider|pendre|flinguer|buter|ouvrir les veines|foutre en l air"
            r"|jeter (?:sous|du|dans|par)"
            r"|faire du mal|coupe\w* les veines|suis ouvert les veines|mutiler|scarifier)\b(?! a la tache"
            r"| au travail| au boulot| de rire| dans les bras)",
            r"\b(?<!mass )suicid\w*\b(?! collecti)|\b(?:veut|va|voulait|essaye de|essaie de) se (?:tuer|pendre"
            r"|jeter|ouvrir les veines)\b",
            r"\b(?:fin a mes jours|fin a ma vie|fin a ses jours|en finir avec la vie|envie d en finir"
            r"|veux en finir|vais en finir)\b",
            r"\b(?:plus envie de vivre|pas envie de vivre|plus la force de vivre|plus de raison de vivre"
            r"|peux plus de vivre|a quoi bon vivre|envie de mourir"
            r"|veux mourir|voudrais mourir|prefere mourir|mieux mort|plus etre la)\b",
            r"\b(?:veux|voudrais|envie de|prefere) crever\b(?! de (?:rire|faim|chaud|soif|honte|joie))"
            r"|\b(?:me|m|suis) (?:coupe|ouvert|taillade)\w* les veines\b"
            r"|\bsauter (?:du|d un|par la|sous (?:le|un|les)) (?:pont|balcon|toit|fenetre|train|metro"
            r"|immeuble)\b(?! (?:en|a l) elastique)|\b^kms$|\b(?:gonna|ima|wanna|to|ll|will) kms\b"
            r"|(?<!\d )\bkms (?:tonight|bye)\b|\b(?:j ?)?vais? me tue\b(?! a )",
            r"\bpris (?:tous mes|tous les|trop de|une boite de|plein de|des) (?:cachets|medicaments|comprimes"
            r"|somniferes)\b"
            r"(?! pour| contre)",
            r"\bavale (?:des|tous les|tous mes|une boite de|plein de) (?:cachets|medicaments|comprimes|somniferes)\b",
            r"\b(?:kill|killing|hang|hanging|shoot|harm|harming|hurt|hurting|cut|cutting) (?:myself|himself"
            r"|herself)\b",
            r"\b(?:end|ending|take|taking) (?:my|his|her) (?:own )?life\b|\bend it all\b|\bself harm\w*",
            r"\b(?:want|wanna|wants|wish|going) to (?:die|be dead)\b|\bwanna die\b"
            r"|\b(?:don t|do not|dont|no longer) (?:want|wanna) (?:to )?(?:live|be here|be alive|exist)\b"
            r"|\b(?:no reason|nothing) to live\b|\bbetter off dead\b|\btook (?:all|too many) (?:the "
            r"|my )?(?:pills|tablets)\b",
            r"\bjump (?:off|from|in front of) (?:a|the|my) (?:bridge|roof|building|window|train|balcony|cliff)\b",
        ),
    ),
    (
        "violence",
        (
            r"\b(?:vais|va|vont|viens|venir|allons) (?:\w+ )?(?:vous|te|les|le|la|l|nous|t|tous) (?:tous |toutes )?"
            r"(?:tuer|buter|crever|poignarder|egorger|abattre|massacrer|descendre|defoncer|tabasser|frapper"
            r"|planter|bruler)\b"
            r"(?! le portefeuille)",
            r"\b(?:il|elle|mari|conjoint|compagnon|ex|copain|copine|femme|pere|mere) (?:me|nous|le|la|les"
            r"|l) (?:bat|frappe"
            r"|tabasse|sequestre|etrangle)\b(?! (?:froid|a plate))",
            r"\b(?:faire|fais|fera|ferai) la peau\b(?! douce)|\bje sais ou (?:vous|tu|il|elle) (?:habit\w*|viv\w*"
            r"|travaill\w*)\b|\bi know where (?:you|he|she) (?:live|lives|work|works)\b",
            r"\b(?:you ll|you will|you re|you are|he s|she s) (?:be |all )?dead (?:tomorrow|meat|man|soon|by)\b"
            r"|\b(?:j ai|il a|elle a|avec) (?:un|une|son) (?:couteau|arme|fusil|flingue|machette|cutter)\b"
            r"(?! (?:de cuisine|a pain|suisse|dans (?:ma|mon|la|le) (?:commande|colis|panier)))",
            r"\b(?:homme|individu|type|mec|gens|quelqu un) armee?s?\b|\barmed (?:man|men|robber|person|people|guy)\b"
            r"|\bbeing (?:attacked|assaulted|followed home|robbed|held)\b|\bbombe (?:dans|sous|a) (?:le|la|l|un|votre"
            r"|vos)\b",
            r"\b(?:il|mari|ex|copain|voisin|quelqu un|homme) va (?:me|nous) (?:tuer|frapper|buter)\b(?! quand)",
            r"\btout (?:faire sauter|cramer|bruler|faire peter|exploser)\b",
            r"\b(?:pose\w*|mettre|mis|place\w*|il y a|y a|alerte a la|menace de|fabriqu\w*) (?:une |la "
            r"|l )?bombe\b(?! anatomique)",
            r"\b(?:un fusil|une arme|un flingue|un couteau|armes?) (?:a la main|dans|sur|et|chez|a feu)\b",
            r"\bmenace\w* de (?:mort|me|nous|la|le|les) ?(?:tuer|frapper)?\b(?! (?:coup|resil))",
            r"\b(?:il|elle|mari|ex|copain|voisin|homme|mec|livreur|chauffeur|agent|vigile|quelqu un) (?:me|m"
            r"|nous|l|la|le|a|m a|nous a)+"
            r" ?(?:frappe\w*|agress\w*|attaqu\w*|tape\w* dessus|menac\w*|etrangl\w*|poignard\w*"
            r"|viol\w*)\b",
            r"\b(?:me|m) (?:suis |fais |a |ai )?(?:fait |ete )?(?:agresse\w*|agresser|violee?|violer|frappee?"
            r"|poignarde\w*)\b",
            r"\bkidnapp\w*|\bprise? d otages?\b|\bviolee?\b",
            r"\b(?:i|we) (?:will|ll|m going to|am going to|m gonna|are going to|re going to|gonna|could|should) "
            r"(?:come (?:over|down|there) and )?(?:kill|shoot|stab|murder|hurt|bomb) "
            r"(?:you|him|her|them|all|everyone|every|somebody|someone|your|the|this|that)\b(?! record"
            r"| competition| time)",
            r"\b(?:burn|blow) (?:it|this|that|the|your) (?:\w+ ){0,3}(?:down|up)\b(?! (?:my phone|in my face"
            r"|the internet|on (?:twitter|x"
            r"|social)))",
            r"\b(?:there s|theres|there is|plant\w*|put|place\w*|left|made|build\w*) (?:a|the) bomb\b"
            r"|\bbomb threat\b",
            r"\b(?:with|has|have|pulled|got) (?:a |an |my )?(?:gun|knife|weapon|machete)\b",
            r"\b(?:death threats?|threaten\w* to (?:kill|hurt|stab|shoot|hit)|threatening me|threatened me)\b",
            r"\b(?:attacked|attacking|assaulted|assaulting|hitting|hit|beating|stalking"
            r"|following) (?:me|us|her|him)\b"
            r"(?! up| with (?:a )?(?:charge|fee|bill|email|emails|ads|fees|charges)| hard| different)"
            r"|\bgot (?:attacked|assaulted|stabbed|shot|mugged)\b"
            r"|\braped?\b|\bkidnapped\b|\bheld hostage\b",
        ),
    ),
    (
        "trapped",
        (
            r"\b(?:coince\w*|bloque\w*|enferme\w*|prisonnier\w*) (?:\w+ ){0,3}(?:dans |a l interieur de )?(?:l"
            r"|un|votre|cet|notre|mon) ascenseur\b",
            r"\bascenseur (?:\w+ ){0,4}(?:avec|coince|bloque)\w*\b(?= \w+ (?:dedans|a l interieur|mere|grand"
            r"|bebe|enfant))",
            r"\b(?<!forfait )(?:bebe|enfant|fille|fils|chien|mere|grand mere) (?:est |sont )?(?:enferme|coince"
            r"|bloque|pris)\w*\b",
            r"\b(?:enferme|coince)\w* (?:dans|a l interieur) (?:du |de la |la |le |un |une |l )?(?:voiture"
            r"|magasin|train|cave|coffre|wagon|rame|tunnel)\b",
            r"\b(?:se noie|noyade|en train de se noyer|m enterre)\b",
            r"\b(?:stuck|trapped|locked) (?:\w+ ){0,2}in(?:side)? (?:the |a |an |your |this )?(?:lift|elevator"
            r"|car|tunnel|carriage|boot|basement|freezer)\b",
            r"\b(?:lift|elevator) (?:is )?stuck with\b",
            r"\b(?:trapped) (?:in|inside|under|beneath)\b(?! (?:a )?(?:contract|loop|your menu|menu"
            r"|queue|system|cycle|paperwork))",
            r"\b(?:he|she|s|is|baby|child|kid|son|daughter|m) drowning\b(?! in (?:work|debt|paper\w*|email\w*|fees))",
        ),
    ),
)
