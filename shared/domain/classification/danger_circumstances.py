"""Circumstances of danger in French and English, by kind, as ``danger`` reads them beside words and situations.

Each joins somebody or something on which a life may hang with what has gone wrong: a medicine and "the last one", a
breathing machine and a power cut, brakes and the floor, a child and "never arrived". They are wide on purpose: the
trained heads overrule a list where they are nearly sure. Written for a text in lower case, without accents, one blank
between words.
"""

_SOON = r".{0,100}\b"
_MEDICINE_FR = (
    r"(?:insuline|ventoline|anticoagulants?|antiepileptiques?|immunosuppresseurs?|anti rejets?|chimio\w*|dialyse"
    r"|morphine|epipens?|anapens?|stylo d adrenaline|cortisone|methadone|medicaments? (?:pour le|du) coeur)"
)
_MEDICINE_EN = (
    r"(?:insulin|epi ?pens?|inhalers?|blood thinners?|warfarin|anti ?rejection|anti ?epileptics?|chemo\w*|dialysis"
    r"|morphine|methadone|(?:seizure|heart|epilepsy|transplant) (?:pills?|meds?|medicines?|medication|tablets?))"
)
_LACKING_FR = (
    r"(?:derniere?s?|plus (?:de|d|rien|qu)|reste|manqu\w*|sans|rupture|retards?|perdue?s?|bloque\w*|refus\w*"
    r"|toujours pas"
    r"|pas (?:recue?|arrivee?)|n arrive\w*|erreur|ce soir|cette nuit)"
)
_LACKING_EN = (
    r"(?:last (?:one|few|dose|couple|puff)|out of|r[au]n out|running (?:out|low)|missing|lost|late|stuck|without"
    r"|refus\w+"
    r"|delay\w*|declined|not (?:arrived|here)|hasn t (?:come|arrived)|tonight|nothing left|only one left)"
)
_MACHINE_FR = (
    r"(?:respirateur|concentrateur|oxygene|pompe a insuline|dialyse|defibrillateur|pacemaker|tracheo\w*|ventilation"
    r"|capteur de glycemie|glycemie|aspirateur tracheal|lit medicalise|teleassistance|telealarme)"
)
_MACHINE_EN = (
    r"(?:ventilator|concentrator|oxygen|insulin pump|feed(?:ing)? pump|dialysis|defibrillator|pacemaker|tracheo\w*"
    r"|suction (?:pump|machine)|glucose (?:monitor|sensor)|hospital bed|fall (?:alarm|pendant)|apnoea monitor)"
)
_FAILS_FR = (
    r"(?:coup\w+|panne|erreur|alarme|batterie|courant|bipe?|s arrete\w*|arretee?|marche plus|fonctionne plus"
    r"|hors service"
    r"|hs|repond plus|vide)"
)
_FAILS_EN = (
    r"(?:outages?|power (?:cut|is off|s off)|no power|error|alarm\w*|battery|backup|beep\w*|stopped|dead|fail\w*|empty"
    r"|won t (?:charge|start|turn)|not working|wrong reading)"
)
_FRAIL_FR = (
    r"(?:nouveau ne|nourrisson|bebe|premature|jumeaux|enceinte|(?:8|9)\d ans|personnes? agees?|mamie|papi|handicape\w*"
    r"|grand (?:mere|pere)|bronchiolite)"
)
_FRAIL_EN = (
    r"(?:new ?born|baby|infant|premature|twins|pregnant|(?:8|9)\d (?:years?|yrs?)?|elderly|nan|gran|grandma|grandad"
    r"|grandmother|grandfather|disabled|bedridden)"
)
_COLD_FR = (
    r"(?:sans chauffage|chauffage (?:coupe|en panne|ne marche)|coupe (?:le|notre|mon) chauffage|gele|hypothermie"
    r"|canicule"
    r"|tout froid|toute froide|sans eau|sans electricite)"
)
_COLD_EN = (
    r"(?:no heat(?:ing)?|heating (?:is |s )?(?:off|out|broken|down)|boiler (?:is |s )?(?:out|off|broken|down)"
    r"|no hot water"
    r"|freezing|minus \w+|hypothermi\w+|heatwave|no water)"
)
_CHILD_FR = (
    r"(?:fils|fille|enfants?|petite?|neveu|niece|mere|pere|mari|femme|frere|soeur|mamie|papi|grand (?:mere|pere))"
)
_CHILD_EN = (
    r"(?:son|daughter|child|kid|boy|girl|nephew|niece|mum|mom|mother|dad|father|husband|wife|brother|sister|nan|gran"
    r"|grandad|grandma)"
)

CIRCUMSTANCES: dict[str, tuple[str, ...]] = {
    "fire": (),
    "gas": (
        rf"\b(?:conduit|aeration|grille|cheminee|flue|vents?|chimney)\b{_SOON}(?:bouche\w*|obstru\w*|condamne\w*"
        rf"|block\w*"
        r"|sealed|boarded|taped)\b",
    ),
    "electricity": (
        r"\b(?:picote|picotements?|fourmill\w*|decharges?|chataignes?|coups? de jus)\b.{0,60}\b(?:robinet|eau|douche"
        r"|machine|lave|frigo|four|plaque|mur|lampe|touche)\w*\b",
        r"\b(?:tingl\w*|buzz\w*|zapp?\w*|shocks?|pins and needles)\b.{0,60}\b(?:tap|water|shower|sink|machine|fridge"
        r"|oven"
        r"|wall|lamp|kettle|touch)\w*\b",
        r"\b(?:armoire electrique|coffret(?! a)|transformateur|poteau|lampadaire)\b.{0,60}\b(?:ouverte?|beante?|fils"
        r"|nus?|denudes?)\b",
        r"\b(?:cabinet|substation|street ?light|lamp ?post|junction box)\b.{0,60}\b(?:wide open|open|exposed"
        r"|wires)\b",
    ),
    "injury": (
        rf"\b{_MEDICINE_FR}\b{_SOON}{_LACKING_FR}\b|\b{_LACKING_FR}\b{_SOON}{_MEDICINE_FR}\b",
        rf"\b{_MEDICINE_EN}\b{_SOON}{_LACKING_EN}\b|\b{_LACKING_EN}\b{_SOON}{_MEDICINE_EN}\b",
        rf"\b{_MACHINE_FR}\b{_SOON}{_FAILS_FR}\b|\b{_FAILS_FR}\b{_SOON}{_MACHINE_FR}\b",
        rf"\b{_MACHINE_EN}\b{_SOON}{_FAILS_EN}\b|\b{_FAILS_EN}\b{_SOON}{_MACHINE_EN}\b",
        rf"\b{_FRAIL_FR}\b{_SOON}{_COLD_FR}\b|\b{_COLD_FR}\b{_SOON}{_FRAIL_FR}\b",
        rf"\b{_FRAIL_EN}\b{_SOON}{_COLD_EN}\b|\b{_COLD_EN}\b{_SOON}{_FRAIL_EN}\b",
        r"\b(?:plaques|urticaire|boutons)\b.{0,80}\b(?:gorge|levres|respir\w*|siffl\w*|gonfl\w*)\b"
        r"|\b(?:hives|rash)\b.{0,80}\b(?:throat|lips|breath\w*|wheez\w*|swell\w*|swollen|tongue)\b",
        r"\b(?:morceaux?|bouts?|eclats?) (?:de |d )(?:verre|metal|lame|aiguille)\b"
        r"|\b(?:glass|metal|needle|razor|screw|staple|blade)\b.{0,40}\b(?:in|inside) (?:the|my|his|her|our|a) (?:\w+ )?"
        r"(?:food|jar|bread|soup|yogh?urt|salad|rice|cereal|puree|pouch|bottle|burger|pie|sandwich)\b",
        r"\b(?:tous|toute la famille|plusieurs|huit|sept|six|cinq|quatre|bebe)\b.{0,60}\b(?:vomi\w*|intoxi\w*"
        r"|aux urgences|hospitalis\w*)\b|\b(?:all of us|we re all|whole family|everyone|several|baby|kids)\b.{0,60}"
        r"\b(?:vomit\w*|throwing up|food poisoning|in (?:hospital|a&e))\b",
        r"\b(?:samu|pompiers|appels? d urgence|numeros? d urgence)\b.{0,50}\b(?:passe\w* (?:pas|plus)"
        r"|impossible|injoignables?|ne (?:passe|marche|fonctionne)\w*|aucun|hors service)\b|\b(?:impossible|aucun\w*"
        r"|plus moyen|peut (?:pas|plus))\b.{0,40}\b(?:joindre|appeler|appels?|contacter) (?:\w+ )?(?:112|999|911|samu"
        r"|pompiers|urgences?|d urgence)\b",
        r"\b(?:emergency (?:calls?|services?|numbers?)|ambulance)\b.{0,50}\b(?:won t|don t|doesn t|can t"
        r"|cannot|not (?:going|getting) through|fail\w*|unreachable|cut off|no answer)\b|\b(?:can t|cannot|couldn t"
        r"|unable to|no(?! need))\b.{0,30}\b(?:reach|call|ring|dial|get through to) (?:\w+ )?(?:112|999|911"
        r"|emergency (?:calls?|services?|numbers?))\b",
        r"\b(?:collapsed|passed out|fainted|unconscious|unresponsive|losing consciousness|lost consciousness)\b"
        r".{0,80}\b(?:nobody|no one|help|ambulance|floor|grey|gray|blue|breathing|coach|row|platform|won t wake"
        r"|not waking)\b",
        r"\b(?:repond plus|bouge plus|reagit plus|perd connaissance|perdu connaissance|effondree?|evanouie?|ecroulee?"
        r"|fait un malaise)\b.{0,80}\b(?:personne (?:ne |n )?(?:vient|arrive|bouge|aide)|vite|secours|ambulance"
        r"|par terre|gris|grise|bleue?|respire|quai)\b",
        r"\b(?:mauvaise? (?:dose|dosage|medicament)|trop de comprimes|surdos\w*|wrong (?:dose|dosage|tablets?|pills"
        r"|medication|prescription)|overdos\w*|somebody else s (?:tablets|pills|medication))\b",
    ),
    "self-harm": (
        r"\b(?:dit|fait|laisse) (?:au revoir|adieu|mes adieux) (?:a |aux )?(?:tout le monde|tous|toute|ma famille"
        r"|mes (?:enfants|proches|parents))\b|\b(?:lettre|mot) (?:d adieu|a mes enfants|pour mes enfants)\b",
        r"\b(?:said|saying|written) (?:all )?my goodbyes\b|\b(?:goodbye|farewell) (?:letter|note)\b"
        r"|\b(?:letter|note) (?:to|for) my (?:children|kids|family|parents)\b",
        r"\ben (?:finis|finirai|terminer) (?:ce soir|cette nuit|cette semaine|demain|aujourd hui|maintenant"
        r"|pour de bon)\b|\b(?:mieux|tranquilles?) sans moi\b|\b(?:debarrasses?|soulages?) de moi\b",
        r"\b(?:i m|i am|im) ending it\b(?! (?:with|on a))|\bending it all\b|\bbetter off without me\b"
        r"|\b(?:won t|wont|will not) be (?:here|alive|around) (?:any ?more|at all)\b",
    ),
    "violence": (
        r"\b(?:me suit|m a suivie?|me suivait|me suivent|m attend) (?:\w+ ){0,4}(?:jusqu|rue|maison|immeuble|bas|sortie"
        r"|travail|voiture|boulot)\w*\b",
        r"\b(?:followed|follows|following) me (?:\w+ ){0,3}(?:home|house|street|work|car|flat|door)\b|\b(?:parked"
        r"|waiting"
        r"|sat|standing|stood) outside (?:my|our) (?:house|flat|home|work|door|window)\b",
        r"\bsait (?:tres bien |bien )?ou (?:j habite|on habite|nous habitons|je (?:vis|travaille|dors))\b"
        r"|\bknows? where (?:i|we) (?:live|work|sleep|park)\b",
        r"\b(?:viens|viendrai|reviens|reviendrai|debarque\w*|passe|passerai)\b.{0,60}\bavec (?:mon|ma|un|une|le) "
        r"(?:fusil|couteau|batte|arme|machette|hache|marteau|flingue|bidon)\b",
        r"\b(?:come|coming|back|show up|turn up|waiting)\b.{0,60}\bwith (?:my|a|the) (?:gun|rifle|shotgun|knife"
        r"|baseball bat|machete|hammer|axe|petrol|crowbar)\b",
        r"\b(?:balise|traceur|mouchard|airtag|tracker|gps)\b.{0,60}\b(?:cachee?|trouvee?"
        r"|hidden|stuck under|found (?:in|under))\b",
        r"\b(?:chauffeur|livreur|driver|courier)\b.{0,80}\b(?:verrouille|refuse de (?:partir|m arreter|s arreter)"
        r"|locked me in"
        r"|won t (?:stop|leave|let me out))\b",
    ),
    "trapped": (
        r"\b(?:freins?|pedale|direction|volant|roue|pneu)\b.{0,60}\b(?:lach\w*|repond\w* plus|se detach\w*|bouge"
        r"|devisse\w*|ecrous?|bloquee?|arrachee?)\b",
        r"\b(?:brakes?|brake pedal|steering|wheel|accelerator|throttle|seat ?belt)\b.{0,60}\b(?:fail\w*"
        r"|gave (?:out|way)|locked up|jammed|came off|wobbl\w*|loose|snapped|stuck|doesn t respond|missing)\b",
        r"\b(?:chauffeur|conducteur|pilote)\b.{0,60}\b(?:s endort|endormi|ivre|bourre|alcool|telephone au "
        r"volant)\b|\b(?:driver|pilot)\b.{0,60}\b(?:asleep|nodding off|drunk|wasted|booze|texting|on his phone"
        r"|on her phone)\b",
        rf"\b{_CHILD_FR}\b.{{0,80}}\b(?:(?:a|ont) disparu|disparue?s? depuis|introuvable|jamais (?:arrivee?|rentree?"
        rf"|descendue?)|pas rentree?"
        r"|toujours pas (?:rentree?|arrivee?))\b",
        rf"\b{_CHILD_EN}\b.{{0,80}}\b(?:gone missing|is missing|disappeared|never (?:arrived|got (?:home|off)"
        rf"|came (?:home"
        r"|back|out))|hasn t come (?:home|back)|not come (?:home|back)|can t find (?:him|her))\b",
        r"\b(?:enferme\w*|coince\w*|bloque\w*) (?:\w+ ){0,4}(?:parking|toilettes|hammam|local"
        r"|cabine|sous sol|rayon|telecabine|telesiege|tourniquet)\b",
        r"\b(?:locked|trapped|stuck|shut) (?:us |me |her |him )?(?:in|inside|up|down) (?:\w+ ){0,3}(?:car park"
        r"|toilets?|store ?room|stairwell"
        r"|changing rooms?|cable car|chairlift|lift shaft|vault)\b",
    ),
}
