"""French words that show a topic of ``topics.LABELS``. No accents or apostrophes; ``*`` is any ending."""

TOPICS: dict[str, str] = {
    "parcel lost": """
        colis perdu|colis egare|perdu mon colis|perdu ma commande|commande perdue|lettre perdue|paquet perdu|
        colis introuvable|colis vole|colis disparu|colis a disparu|colis est perdu|perdu le colis""",
    "not received": """
        pas recu|rien recu|jamais recu|pas livre*|jamais livre*|pas arrive*|jamais arrive*|toujours pas de colis|
        toujours pas mon colis|toujours pas ma commande|n est pas arrive*|attends mon colis|attends ma commande|
        ou est mon colis|ou est ma commande|ou en est ma commande|marque livre|indique livre|non recu*|non livre*""",
    "wrong goods": """
        abime*|endommage*|casse a l arrivee|pas le bon|mauvais article|mauvaise taille|erreur de commande|il manque|
        manquant*|defectueux|defectueuse|ne correspond pas|perime*|mauvais etat|contrefacon""",
    "late": "retard*|en retard|delai*|report*|repousse*|decale*|prend du temps|trainent",
    "cancelled": "annule*|annulation*|supprime*|deprogramme*",
    "missed visit": """
        jamais venu*|pas venu*|personne n est venu|personne n est passe|pas passe|jamais passe|pose un lapin|
        technicien absent|ne s est pas presente*|jamais presente*|attendu toute la journee|attendu toute la matinee""",
    "luggage": "bagage*|valise*|soute|poussette perdue",
    "refund": "rembours*|bon d achat|avoir de|geste commercial|dedommag*|indemnis*|me rendre mon argent",
    "wrong charge": """
        double prelevement|preleve*|debite*|surfactur*|facture*|trop percu|frais|facturation|augmentation|
        paye deux fois|double paiement|a tort""",
    "payment": "paiement refuse|paiement*|carte refusee|virement*|ne passe pas|payer en ligne",
    "fraud": """
        fraud*|pirat*|hame*onn*|phishing|usurp*|debits inconnus|carte volee|opposition|operations frauduleuses|
        compte vide|arnaqueur*|faux message|faux mail|faux sms""",
    "login": """
        me connecter|se connecter|connexion impossible|mot de passe|mdp|identifiant*|compte bloque|code refuse|
        code de verification|sms de validation|acces a mon compte|acceder a mon compte|compte suspendu|
        compte desactive|recevoir le code|pas le code""",
    "account": """
        mon compte|espace client|mon espace|mon dossier|dossier|numero client|changement d adresse|mon adresse|
        mon numero|mon rib|attestation|releve*|sinistre|portabilite""",
    "order": """
        ma commande|commande*|mon colis|colis|livraison*|livreur*|suivi|numero de suivi|ma reservation|mon billet""",
    "contract": "resili*|mon contrat|contrat*|abonnement*|forfait*|engagement|renouvel*",
    "broken": """
        marche pas|marche plus|fonctionne pas|fonctionne plus|ne marche*|ne fonctionne*|en panne|panne|panne de*|
        hs|hors service|casse*|bug*|beug*|plante*|erreur*|ecran noir|ne s allume|s allume plus|ne charge|
        marche toujours pas|fonctionne toujours pas|voyant rouge|defaillan*|bloque*|saute""",
    "app": "appli|application|site|site internet|site web|mise a jour",
    "no network": """
        pas de reseau|plus de reseau|aucun reseau|plus d internet|pas d internet|sans internet|plus de connexion|
        pas de connexion|aucune connexion|plus de wifi|plus de 0g|plus de fibre|fibre coupee|ligne coupee|
        coupure internet|micro coupure*|plus de tel*|plus de tv""",
    "no power": """
        plus de courant|plus d electricite|pas d electricite|sans electricite|coupure de courant|plus de lumiere|
        sans chauffage|plus de chauffage|pas de chauffage|plus d eau|pas d eau|sans eau|plus d eau chaude|
        pas d eau chaude|coupure d eau|sans courant""",
    "many": """
        tout le quartier|tout le village|toute la ville|toute la rue|tout l immeuble|mes voisins|les voisins|
        voisins aussi|tout le monde|nous sommes plusieurs|on est plusieurs|plusieurs personnes|plusieurs clients|
        d autres clients|pour tout le monde|plus personne|toute la region|tout le departement|tous les clients""",
    "only me": """
        suis je le seul|suis je la seule|je suis le seul|je suis la seule|c est que moi|c est moi ou|que chez moi|
        pas que moi|chez vous aussi|vous aussi|seul dans ce cas|quelqu un d autre|qui d autre|d autres personnes""",
    "outage": """
        panne generale|panne nationale|panne en cours|panne geante|panne mondiale|panne de reseau|panne reseau|
        y a t il une panne|une panne chez|panne a|panne sur|panne dans|serveurs hs|serveur en panne|serveurs down|
        tout est en panne|tout est coupe""",
    "help now": """
        urgent*|urgence|au plus vite|le plus vite possible|immediatement|tout de suite|d urgence|au secours|a l aide|
        sos|aidez moi|vite svp|vite s il vous plait|rappelez moi vite|repondez vite|asap|c est presse""",
    "stuck": """
        bloque* a|bloque* dans|bloque* sur|bloque* en|coince* a|coince* dans|coince* sur|coince* en|en rade|
        a la rue|dehors avec|devant la porte|enferme*|sans solution pour rentrer""",
    "soon": """
        mon vol part|mon train part|mon vol est|dans deux heures|dans une heure|dans 0 heures|dans 0 h|dans 0 min*|
        avant ce soir|avant demain|pour demain|demain matin|ce soir meme|je pars demain|on part demain|c est demain|
        dernier delai|embarquement|avant midi|avant minuit""",
    "waiting": """
        toujours pas|toujours rien|toujours aucun*|encore rien|depuis des semaines|depuis des mois|depuis 0 jours|
        depuis 0 semaines|depuis 0 mois|depuis plusieurs|depuis une semaine|depuis un mois|ca fait 0|cela fait 0|
        ca fait des|ca fait une semaine|ca fait un mois|voila 0|j attends|on attend|attends toujours|depuis lundi|
        depuis hier|depuis ce matin""",
    "again": """
        encore une fois|une fois de plus|a chaque fois|tous les jours|tous les mois|sans arret|en permanence|
        0eme fois|0e fois|0ieme fois|enieme fois|ieme fois|regulierement|sans cesse|ca recommence|rebelote""",
    "no answer": """
        aucune reponse|pas de reponse|sans reponse|aucun retour|pas de retour|sans retour|aucune nouvelle|
        pas de nouvelle*|sans nouvelle*|ne repond*|repond pas|repondez pas|repondez jamais|jamais de reponse|
        personne ne repond|personne repond|silence radio|ne me repond*|repondent pas""",
    "hotline": """
        injoignable*|temps d attente|minutes d attente|heures d attente|musique d attente|raccroch*|service client*|
        hotline|conseiller*|au telephone|personne au bout|standard|numero surtaxe""",
    "robot": """
        robot*|chatbot*|bot|serveur vocal|reponse automatique|reponses automatiques|copier coller|mail type|
        copie colle""",
    "passed around": """
        balad*|baladent|se renvoie*|renvoie* la balle|renvoyer la balle|d un service a l autre|me renvoie*""",
    "promise": """
        promis|promesse*|vous aviez dit|vous m aviez|on m avait dit|on m a dit|m a assure|on m a assure|sous 00 h*|
        sous 0 h*""",
    "angry": """
        honte*|honteu*|inadmissible*|inacceptable*|scandal*|lamentable*|pitoyable|pathetique|minable*|catastroph*|
        ras le bol|marre|en colere|furieu*|enerv*|excede*|c est abuse|abuse|n importe quoi|insupportable|
        la pire|le pire|nul|nulle|nuls|nulles|deplorable|desastr*|du grand n importe|se moque*|foutage de gueule""",
    "disappointed": "decu*|deception|decevant*|dommage|mecontent*|insatisf*|je regrette|consterne*|triste",
    "ripped off": "arnaque*|arnaqu*|voleur*|vol manifeste|escroc*|escroqu*|publicite mensongere|racket*|malhonnete*",
    "disrespect": """
        manque de respect|irrespect*|mepris*|desagreable*|impoli*|malpoli*|aucun respect|on s en fiche|s en fout*""",
    "mockery": """
        merci pour rien|bravo pour le|bravo pour la|bravo les|encore bravo|super le service|super service|
        beau travail|belle organisation|quel service|quel professionnalisme|chapeau l artiste|felicitations pour|
        mention speciale|on applaudit|merci qui|bravo l organisation""",
    "leaving": """
        je resilie|je vais resilier|j ai resilie|je pars chez|je change d operateur|changer d operateur|
        changer de banque|je vais partir|je me casse|plus jamais|jamais plus|je vais voir ailleurs|a la concurrence|
        chez un concurrent|perdu un client|perdu une cliente|perdre un client|boycott*|fuyez""",
    "legal": """
        avocat|tribunal|porter plainte|porte plainte|depose plainte|plainte|mediateur|mise en demeure|dgccrf|
        que choisir|00 millions de consommateurs|signal conso|huissier|association de consommateurs|recours|
        juridique""",
    "price": """
        quel prix|quel est le prix|prix|tarif*|combien coute*|combien ca coute|c est combien|combien|
        gratuit ou payant""",
    "hours": """
        horaire*|a quelle heure|quelle heure|heures d ouverture|etes vous ouvert*|ouvert*|fermez vous|
        date de sortie|quand est ce que|c est quand|quand""",
    "availability": """
        en stock|disponible*|dispo|disponibilite|retour en stock|eligible*|compatib*|encore des places|de nouveau""",
    "how": """
        comment faire|comment on fait|comment fait on|comment puis je|comment|mode d emploi|la marche a suivre|
        procedure""",
    "where": "ou trouver|ou est|ou peut on|ou puis je|ou se trouve|dans quel magasin",
    "question": """
        est ce que|est il possible|peut on|puis je|pouvez vous me dire|savez vous|y a t il|avez vous|proposez vous|
        acceptez vous|faites vous|livrez vous|faut il|doit on|dois je|savoir si|une question|quid|pourquoi|quelle est|
        quel est|quels sont|quelles sont""",
    "please": """
        pouvez vous m aider|pourriez vous m aider|besoin d aide|aidez*|m aider|que faire|que dois je faire|une solution|
        pouvez vous|pourriez vous|pouvez vous verifier|faire le necessaire|j ai besoin|svp|s il vous plait""",
    "contact": """
        contactez*|me contacter|rappelez*|me rappeler|etre rappele*|appelez moi|joindre quelqu un|un numero|
        ecrivez moi""",
    "written before": """
        envoye un mp|envoye en mp|mp envoye|dm envoye|envoye un message|ecrit en prive|message prive|en mp|en dm|
        je vous ai ecrit|regardez vos mp|vos messages""",
    "thanks": "merci|merci beaucoup|mille mercis|un grand merci|grand merci|remerci*",
    "joy": """
        genial*|geniale|super|au top|parfait*|excellent*|impeccable|nickel|formidable|ravi*|satisfait*|content|contente|
        heureu*|j adore|trop bien|tres bien|je recommande|bonne surprise|rien a redire|delicieu*""",
    "team": """
        bravo a l equipe|bravo a toute l equipe|toute l equipe|votre conseiller*|votre conseillere|un grand bravo|
        aimable*|gentil*|souriant*|professionnel*|a l ecoute|bienveillan*|reactif*|reactive*|reactivite""",
    "solved": """
        c est regle|c est repare|probleme resolu|resolu|ca remarche|ca refonctionne|c est revenu|tout est rentre|
        bien recu|bien arrive*""",
    "selling": """
        offre exclusive|offre speciale|promo|promotion*|reduction|soldes|code promo|code parrain*|parrainage|
        pret rapide|pret entre particuliers|pret d argent|credit rapide|sans justificatif|contactez moi sur|
        ecrivez moi sur|whatsapp|telegram|dm moi|prix casses|livraison gratuite|marabout|voyant|je vends""",
    "money": """
        argent facile|revenu*|rentab*|gagner de l argent|gagnez|bitcoin|btc|crypto*|trading|trader*|forex|investi*|
        paris sportifs|pronos*""",
    "giveaway": "concours|tirage au sort|giveaway|jeu concours|a gagner|participe*|gagnant*",
    "follow": """
        lien en bio|lien dans ma bio|abonne toi|abonnez vous|suivez moi|suis moi|cliquez ici|clique ici|cliquez|
        inscrivez vous|ma chaine|partagez""",
    "insult": """
        connard*|connasse*|con|cons|conne|encul*|fdp|fils de pute|pute*|salop*|batard*|abruti*|debile*|cretin*|idiot*|
        imbecile*|ordure*|raclure*|ta gueule|vos gueules|nique*|ntm|va te faire|allez vous faire|clown*|guignol*""",
    "swears": "putain|ptn|merde*|bordel|chier|chiant*|fait chier|foutu*|conneries",
    "news": """
        annonce*|partenariat|resultats|en bourse|pdg|greve*|ministre|gouvernement|rapport|etude|selon|article|
        interview|communique|lancement|inaugur*""",
    "job": "recrut*|cdi|cdd|offre d emploi|emploi|stage|alternance|candidature|postule*|mon cv|job",
    "advert": "pub|pubs|publicite*|spot|slogan|influenceu*|partenaire",
    "laughs": "mdr|lol|ptdr|haha*|xd|jpp|ahah*",
}
