"""French words that mean something to a customer service, by cue. ``*`` stands for any ending. Written by us.

Without accents and apostrophes, as ``tokens`` gives them: "n'ai plus" is ``n ai plus``.
"""

CUES: dict[str, str] = {
    "urgency": """
        urgent|urgence|urgemment|tres urgent|au plus vite|le plus vite possible|le plus rapidement possible|asap|
        immediatement|tout de suite|dans l heure|d urgence|en urgence|avant ce soir|avant demain|pour demain|
        ce soir meme|demain matin|c est presse|vite svp|vite s il vous plait|repondez vite|rapidement svp|
        rapidement s il vous plait|besoin rapidement|des que possible|dernier delai|date limite|je suis coince*|
        je suis bloque*|nous sommes bloques|on est bloque*|bloque* a l aeroport|bloque* a la gare|coince* a|
        coince* dans|au secours|a l aide|sos|mon vol part|mon vol est|mon train part|decolle dans|part dans|
        embarquement|vol de demain|j embarque|aide moi vite|aidez moi vite|aidez moi|en rade|je pars demain|
        on part demain|c est demain|mariage samedi|dans deux heures|dans une heure|dans 0 heures|dans 0 h|dans 0 min*|
        toute la nuit|personne vulnerable|sans chauffage|dans les plus brefs delais|de toute urgence|urgente|urgents|
        aidez nous|besoin d aide|sans attendre|avant minuit|ferme a minuit|expire ce soir|expire demain|perime demain|
        de suite svp|recontacter rapidement|repondre rapidement|aider rapidement""",
    "danger": """
        danger*|incendie|feu|fumee|prend feu|pris feu|brule*|etincelle*|odeur de gaz|fuite de gaz|fuite|electrocut*|
        explos*|intoxi*|allergi*|hopital|medic*|traitement|insuline|oxygene|respirateur|bebe|nourrisson|enceinte|
        handicape*|fauteuil|personne agee|en panne sur l autoroute|fraud*|pirat*|usurp*|hame*onn*|phishing|
        debits inconnus|paiements inconnus|operations frauduleuses|carte volee|vole ma carte|on m a vole|opposition|
        retraits|vider mon compte|compte vide""",
    "many": """
        tout le quartier|tout le village|toute la ville|toute la rue|tout l immeuble|toute la residence|tout le monde|
        mes voisins|les voisins|mon voisin|voisins aussi|nous sommes plusieurs|on est plusieurs|plusieurs personnes|
        plusieurs clients|plusieurs communes|d autres personnes|d autres clients|d autres|d autres gens|
        suis je le seul|suis je la seule|je suis le seul|je suis la seule|seul dans ce cas|seule dans ce cas|
        chez vous aussi|c est que moi|c est moi ou|que chez moi|pas que moi|y a t il une panne|une panne generale|
        panne generale|panne nationale|panne en cours|panne geante|panne mondiale|dans toute la france|partout|
        des milliers|des centaines|tous les clients|tous les usagers|l ensemble des|toute la region|
        tout le departement|la moitie de|generalise*|quelqu un d autre|qqn d autre|qui d autre|vous aussi|
        pour tout le monde|plus personne|secteur|dans le 0|sur le 0""",
    "fault": """
        en panne|panne*|tombe* en panne|ne marche*|marche pas|marche plus|marche toujours pas|ne fonctionne*|
        fonctionne pas|fonctionne plus|fonctionne toujours pas|bug*|beug*|plant*|rame|ramer|lag*|freeze*|erreur*|
        message d erreur|coupure*|coupe*|coupee*|micro coupure*|interruption|indisponible*|inaccessible*|hors service|
        hs|deconnect*|pas de reseau|plus de reseau|aucun reseau|pas de connexion|plus de connexion|plus d internet|
        pas internet|plus internet|sans internet|plus d electricite|plus de courant|pas de signal|ecran noir|
        page blanche|ne charge|charge pas|chargement|ne s ouvre|s ouvre pas|se ferme|redemarre*|
        impossible de me connecter|impossible de se connecter|arrive pas a|arrive plus a|n arrive*|
        impossible d acceder|impossible de*|reussis pas|peux plus|peux pas|pas acces|voyant rouge|voyant*|bloque*|
        synchronis*|connexion|debit|lenteur*|lent|lente|tres lent|defectueux|defectueuse|casse*|abime*|endommage*|
        disjoncte*|saute|code refuse|refuse*|rejete*|echec|echoue*""",
    "account": """
        mon compte|compte client|espace client|mon espace|mon dossier|dossier|ma facture|facture*|factur*|prelev*|
        rembours*|ma commande|commande|mon colis|colis|mon contrat|contrat|mon abonnement|abonnement|forfait|
        mot de passe|mdp|identifiant*|resili*|rembourse*|ma reservation|reservation|mon billet|billet*|mon vol|
        mes bagages|bagage*|valise*|ma carte|carte bleue|carte bancaire|virement*|paiement*|paye|payer|debite*|
        double prelevement|avoir|bon d achat|code promo|garantie|sav|livraison|livre*|livreur|suivi|numero de suivi|
        technicien|rdv|rendez vous|intervention|raccord*|installation|ligne|box|decodeur|routeur|modem|sim|
        portabilite|rio|mise a jour|appli|application|site|compteur|linky|releve|sinistre|expert|indemnis*|
        attestation|declaration|impots|allocation*|cotis*|changement d adresse|mon adresse|mon numero|desactiv*|
        activ*|debloqu*|suspendu*|valid*|verification|connecter|inscription|modifier|annul*|echange*|retour*|retourn*|
        recu""",
    "anger": """
        honte|honteux|honteuse|inadmissible*|inacceptable*|scandal*|nul|nuls|nulle|nulles|null*|lamentable*|
        pathetique|pitoyable|minable*|mediocre*|deplorable|catastroph*|desastr*|calamit*|arnaque*|arnaqu*|voleur*|
        vol manifeste|escroc*|escroqu*|menteur*|mensong*|mentir|mentent|foutage|foutez|se foutent|se foutre|se fout|
        se moque*|vous moquez|moquer|irrespect*|manque de respect|incompetent*|incompetence|incapable*|inutile*|
        ridicule|absurde|marre|ras le bol|ral le bol|insupportable|exasper*|excede*|degout*|ecoeur*|revolt*|furieu*|
        en colere|enerv*|agac*|saoule|soule|gonfle*|depite*|consterne*|outre*|indign*|abus*|malhonnete*|trompeu*|
        horrible|horreur|affreux|atroce|execrable|infect*|immonde|galere*|enfer|cauchemar|la pire|le pire|pire*|
        bande de|n importe quoi|nimporte quoi|c est quoi ce|du grand n importe|zero pointe|grosse blague|vaste blague|
        une blague|se payer|du monde|de qui se|fuyez|fuir|a fuir|deconseille*|eviter|a eviter|je regrette|regrett*|
        decu*|deception|decevant*|mecontent*|insatisf*|deteste|haine|poubelle|daube|merdique|pourri*|bidon|trop cher*|
        hors de prix|abandon*|aucun respect|mepris*|negligen*|laxis*|bacle*|amateur*|triste|dommage|honteusement""",
    "waiting": """
        toujours pas|toujours rien|toujours aucun*|encore rien|pas encore|j attends|on attend|nous attendons|attend*|
        depuis 0|depuis des|depuis une semaine|depuis un mois|depuis plusieurs|depuis hier|depuis ce matin|
        depuis lundi|depuis|ca fait 0|cela fait 0|ca fait des|ca fait une|ca fait un|ca fait|voila 0|0 jours|
        0 semaines|0 mois|0 heures|0eme fois|0e fois|0 fois|ieme fois|enieme fois|encore une fois|une fois de plus|
        encore en|encore un retard|a chaque fois|tous les jours|tous les mois|sans arret|en permanence|regulierement|
        retard*|en retard|delai*|report*|repouss*|annule*|promis|promesse*|relance*|relances|jamais recu|
        jamais arrive*|jamais venu*|pas recu|pas arrive|rien recu|perdu*|introuvable""",
    "unheard": """
        aucune reponse|pas de reponse|sans reponse|personne ne repond|personne repond|ne repond*|repond pas|
        repondent pas|repondez pas|repondez jamais|jamais de reponse|aucun retour|pas de retour|sans retour|
        aucune nouvelle|pas de nouvelle*|sans nouvelle*|injoignable*|0 minutes d attente|temps d attente|
        musique d attente|d attente|raccroch*|service client*|hotline|conseiller*|plateforme|robot|chatbot|
        serveur vocal|balad*|baladent|se renvoie|renvoie* la balle|renvoyer|personne au bout|aucune solution|
        aucune explication|aucune info*|aucune excuse|silence radio|mail type|reponse automatique|copier coller|
        bouge pas|ne fait rien|font rien|faites rien|s en fiche*|s en fout*|aucun suivi|interlocuteur""",
    "leaving": """
        avocat|tribunal|justice|porter plainte|plainte|depose plainte|mediateur|mise en demeure|dgccrf|ufc|
        que choisir|00 millions|signal conso|huissier|association de consommateurs|recommande|procedure|juridique|
        je pars|je me casse|je vais partir|changer d operateur|changer de banque|changer de|je change|concurrence|
        concurrent*|je resilie|resilie|j ai resilie|plus jamais|jamais plus|derniere fois|ne reviendrai|
        n y retournerai|je ne commanderai|boycott*|fin de contrat|adieu|ciao|perdu un client|perdu une cliente|
        perdre un client""",
    "joy": """
        merci|merci beaucoup|mille mercis|un grand merci|grand merci|remerci*|bravo|felicitation*|genial*|geniale|
        super|top|au top|parfait*|excellent*|impeccable|nickel|extra|formidable|magnifique|adorable*|aimable*|gentil*|
        sympa*|souriant*|efficace*|reactif*|reactiv*|rapide*|pro|professionnel*|competent*|a l ecoute|ravi*|
        satisfait*|content|contente|heureu*|j adore|j aime|adore|kiffe|trop bien|tres bien|bien joue|chapeau|
        recommande vivement|je recommande|conseille vivement|le meilleur|la meilleure|meilleur*|bonne surprise|
        agreable*|reconnaissant*|sauve la vie|sauve|chaleureu*|bienveillan*|plaisir|enchant*|bluff*|hate|vivement|
        courage|continuez|longue vie|belle initiative|respect|rien a redire|sans faute|cool|delicieu*|regal*|regale""",
    "irony": """
        merci pour rien|merci pour le|bravo pour le|bravo les|encore bravo|bravo a|super le|super service|
        super ambiance|sympa le|sympa la|beau travail|belle mentalite|quel service|quelle organisation|
        quel professionnalisme|au top quoi|comme d habitude|comme d hab|comme toujours|normal quoi|tout va bien|
        c est genial|trop bien le|genial le|on adore|j adore|j aime bien|vive|merci qui|chapeau l artiste|
        felicitations pour|mention speciale|formidable|royal|du bonheur|quel bonheur|le reve|la classe|
        excellent service|on y croit|on applaudit|champion*|bien joue|ca commence bien|tranquille|pepere""",
    "question": """
        est ce que|est ce qu|c est quoi|qu est ce|quand|comment|combien|pourquoi|quel|quelle|quels|quelles|ou est|
        ou trouver|ou peut on|y a t il|peut on|puis je|pourrais je|pouvez vous|pourriez vous|savez vous|serait il|
        est il possible|possible de|avez vous|proposez vous|acceptez vous|faites vous|livrez vous|vendez vous|
        sera t il|sera t elle|horaire*|ouvert*|ferme*|ouverture|dispo|disponible*|disponibilite|prix|tarif*|cout*|
        gratuit|compatib*|quelqu un sait|une idee|une date|date de sortie|en stock|eligible*|faut il|dois je|doit on|
        on peut|ca marche comment|quid|renseignement*|question|savoir si|prevu*|difference entre|mode d emploi|
        a quelle heure|quelle heure""",
    "request": """
        svp|stp|s il vous plait|s il te plait|merci de|merci d avance|pouvez vous|pourriez vous|pourrais tu|peux tu|
        j aimerais|je voudrais|je souhaite|je souhaiterais|besoin d aide|besoin de|besoin d|j ai besoin|aidez*|aider|
        aide|contactez*|contacter|rappelez*|rappeler|repondez*|repondre|reponse|verifier|regarder|regardez|
        envoye en mp|en mp|en dm|en prive|message prive|mp envoye|dm envoye|je vous ai ecrit|ecrit en prive|
        faire quelque chose|que faire|comment faire|je fais comment|on fait comment|quoi faire|une solution|
        faire le necessaire""",
    "spam": """
        gagner|gagne*|concours|tirage au sort|giveaway|cadeau*|gratuit*|bitcoin|btc|crypto*|trading|trader*|forex|
        investi*|rentab*|abonne toi|abonnez vous|suivez moi|follow*|suis moi|lien en bio|lien dans ma bio|bio|
        code parrain*|parrainage|parrain*|promo|promotion*|reduction|soldes|offre exclusive|offre speciale|
        cliquez ici|clique ici|cliquez|inscrivez vous|pret rapide|pret entre particuliers|pret d argent|credit rapide|
        sans justificatif|whatsapp|telegram|contactez moi|ecrivez moi|dm moi|revenu*|argent facile|depuis chez vous|
        travail a domicile|casino|paris sportifs|pronos*|cote*|hacker|recuper*|marabout|voyant|medium|retour affectif|
        rencontre*|coquin*|sexy|onlyfans|video complete|ma chaine|youtube|rt pour|rt et|like et|partage*|dispo sur|
        decouvrez|decouvre|nouveau sur""",
    "insult": """
        connard*|connasse*|conard*|con|cons|conne|connes|gros con|encul*|fdp|fils de pute|pute|putes|salop*|
        batard*|pd|bouffon*|clown*|guignol*|abruti*|debile*|cretin*|idiot*|imbecile*|tocard*|ordure*|raclure*|dechet*|
        crevez|creve|va te faire|allez vous faire|allez crever|ta gueule|vos gueules|ferme la|fermez la|nique*|ntm|
        vtff|tg|sous merde|merdeux|rats|cafard*|degage*|moche|grosse vache|attarde*|mongol*|gogol*|trou du cul|
        suceur*|parasite*""",
    "profanity": """
        putain|ptn|merde*|bordel|chier|chiant*|fait chier|foutu*|foutre|foutent|cul|couille*|nique|wtf|purain|punaise|
        conneries|connerie|bordel de|calisse*|tabarn*|ostie|crisse""",
    "resolved": """
        c est repare|c est regle|regle|resolu|probleme resolu|ca remarche|ca refonctionne|remarche|c est revenu|
        retabli*|tout est rentre|tout fonctionne|tout marche|bien recu|bien arrive|bien ete rembourse|en ordre|
        plus de probleme|finalement""",
    "news": """
        annonce*|partenariat|partenaire*|sponsor*|resultats|bourse|action en bourse|pdg|directeur|directrice|ministre|
        gouvernement|senat|loi|greve*|manifest*|rapport|etude|sondage|selon|article|interview|video|podcast|
        communique|lance|lancement|inaugur*|recrute*|recrutement|cdi|offre d emploi|emploi|stage|alternance|salon|
        conference|evenement|match|equipe|championnat|finale|pub|publicite|spot|histoire|anniversaire|collab*|
        collaboration|influenceu*|photo|pris en photo|souvenir|nostalgi*|ce matin a|vu a|croise""",
    "me": """
        je|j|moi|mon|ma|mes|me|m|nous|notre|nos""",
    "you": """
        vous|votre|vos|tu|ton|ta|tes|te|vous etes""",
    "greeting": """
        bonjour|bonsoir|salut|hello|coucou|bjr|bsr|cc|slt|hey|madame|monsieur|allo""",
    "negation": """
        pas|plus|jamais|rien|aucun|aucune|personne|sans|ni""",
    "contrast": """
        mais|par contre|sauf que|pourtant|alors que|cependant|malgre|en revanche|sinon|dommage|bemol""",
    "idea": """
        il faudrait|vous devriez|pourquoi ne pas|ce serait bien|ca serait bien|suggestion|idee|ajouter|ajoutez|
        remettez|ramenez|prevoir|a quand""",
    "late": """
        aujourd hui|ce matin|ce soir|hier|demain|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|semaine|mois|
        annee""",
    "laugh": """
        mdr|lol|ptdr|haha*|xd|jpp|hihi|lool|ahah*""",
}
