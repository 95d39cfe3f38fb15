"""French words that the figures may count. Made by ``python -m training.lexicon``."""

_TEXT = """
abonne abonnement abonnez abonnés abord absent absente accepte accepté accident accord accueil accès achat achats
acheter acheté achetée activer adieu adorable adore adresse adresses adulte affaires affiche affiché agence agent agents
aide aider aidez ailleurs aime aimerais ajouter alarme aller allergique allez allumé allô amende amis ancien ancienne
anniversaire annonce annoncé annoncée annule annuler annulez annulé année années antenne août apparait apparaît appareil
apparemment appel appeler appelez appelle appels appelé appli application appui argent armoire arnaque arraché arrive
arrivent arriver arrivé arrivée arrivés arrière arrêt arrête arrêter arrêtez arrêté article articles ascenseur assez
assis assistance assistant assurance atelier attend attendent attendre attends attendu attente attention atterrissage
attestation aucun aucune augmente aura aurais aurez aussi autant auto autocollant automatique autoroute autour autres
avais avait avalé avenue aviez avion avions avis avoir avons avril aéroport bagage bagages bain balcon balle balles
bancaire bande banque barre base batterie beau beaucoup belle besoin bienvenue billet billets blague blanc blanche bleu
bleue bloque bloquer bloquez bloqué bloquée bloqués bois boite bombe bonheur bonne bons bord borne bornes bouche boucle
bouge bougie bougies bouilloire boulangerie boulot bourse bout bouteille boutique bouton boîte bras bravo brûle brûlé
bureau burger business bébé cabine cabinet cadeau café caisse caisses caissière calme camion campagne canapé cantine
capte cardiaque carnet carte cartes carton cassé cassée caténaire cause caution cela celle celui centaines centre cents
certificat ceux chacun chambre chambres chance change changement changer changé chapeau chaque charge chargeur chat
chaud chaude chaudière chauffage chauffe chauffeur chaussures chaîne chaînes chef cher cherche chercher cheveux chien
chiens chiffres choisi choisir chose chute chèque cinq cinquième claire classe clavier cliente clients clignote clim
club clés clôture code codes coffret coin coincé coincée coincés colis collection collège collègues combien commande
commandé commence commencer commentaires commercial commune communication community compagnie complet comprendre
comprends compris compte compter comptes compteur compteurs comptez comptoir concert concours concurrence conducteur
confirmation confirme confirmer confirmé connais connaissance connaît connecter connecté connexion connu conseil
conseiller conseillers conseillère conseils console consommation contact contacter contactez content contenu contient
continue continuez contrat contre contrôle contrôleur contrôleurs copine correspondance corriger costume coucou coule
couleur couloir coup coupe couper coupez coupure coupé coupée courant courrier cours course couteau couvert couverture
couvre coûte creuses crever crevez crise croire crois crèche crème crève crédit créneau cuisine câble côte côté cœur
dame date dates debout dedans degrés dehors demander demandé demi dernier dernière derrière descendre dessert dessous
dessus destinataire deuxième devait devient devis devs diabétique différence différentes différents dimanche dirait
direct direction disait disant discuter disent disjoncteur disparu dispo disponible distributeur dites document
documents dois doit domicile dommage donc donne donner donné données dont dormi dors dort douane double douche doudou
douze down droit droits drôle dure débat débiles débit débité débloquer début décembre déclaration déclarer déclaré
décodeur découvert découvre décroche décès décédée déjeuner déjà délai départ dépend déplacement déposer déposé dépôt
désolé détecteur déverrouille déçu déçue dîner eaux effet elles emballage embarquement emploi encaisser enceinte endroit
enfant enfants enfermés enfin enregistrement enregistrer ensemble ensuite entendre enterrement entier entreprise entrer
entretien entrée envie environ envoi envoie envoyer envoyez envoyé escalier espace essai essaie essayer essayé essence
estimation euros exactement examen excuses exemple exercice existe expert expire expiré explication explique expliquer
expliqué explosé export express expéditeur face facteur facture factures facturé facturée failli fais faite faites
fallait famille fantôme fatigué fausse faute fauteuil faux femme fenêtre fenêtres ferai ferme fermé fermée fermées
festival fibre fiche fichier fichiers fidèle fidélité fier file film finale finalement fini finir fixe flamme flammes
fonctionne fond font force forfait formation forme formulaire fort forum four foutez foutre frais francs français freins
frigo frites froid frère fuit fuite fume fumée fusil félicitations février fête fêtes gagne gagner gagnez gagné garage
garanti garantie garde garder gardez gardé gare gars garçon gauche gens gentil geste gonfle gorge gosses grand grands
gratuit gratuite grave grille gros grosse groupe grâce grève gueule guichet génial général générale générique habite
habitude hall hausse haut hein hello help heures histoire hiver homme honte horaire horaires hors huit humain humour
hurle hôpital hôtel hôtesse idem identité idée illisible image immeuble immédiatement impeccable importe impossible
impression inaccessible incendie incident inclus inconnu indemnité index indique indiqué indisponible info information
injoignable installation instant insuline interdit internet intervention introuvable intéressant intérieur jambes
janvier jardin jaune jeter jeudi jeune jeux joindre joint joli joue jouer jouet journal journée joué juin juste
justificatif kilos laisse laisser laissez laissé lait lampadaire lampe lance lave lendemain lequel lettre lettres leur
leurs licence lien lieu lignes limite liquide lire lisez liste livraison livre livrer livret livreur livreurs livrez
livré livrée local location logement logiciel long longtemps lotissement loué lundi lycée lève machine magasin magasins
magnifique mail mails main mains maintenance maintenant maire mairie maison maisons malade malades malaise malgré maman
mamie manager mange mangé manquait manque marche marchent marché mardi mari mariage marque marqué mars match matelas
mauvais mauvaise meilleur meme menace menu mercredi merde message messagerie messages mets mettre midi mien mienne mieux
milieu milliers minuit minute mise mobile mode modifier modèle modèles moins moitié moment monoxyde monsieur monte
montre monté morceau morceaux mort morte morts motif mots mourir moyen moyenne musique mutuelle mère mètres médecin
médical médicaments météo mêmes naissance neige neuf nickel niveau noir noire normal notaire note notice noté nouveau
nouveaux nouvel nouvelle nouvelles novembre nuit nulle nécessaire objets obligatoire octobre odeur offert offerte offre
onze opposition option opérateur opération orage orange ordinateur ordre oublié outil ouvert ouverte ouvertes ouverts
ouverture ouvre ouvrent ouvrir oxygène page pages paie paiement pain panier panne panneau panneaux pannes papier papiers
paquet paraît parc parce pareil parents parfait parking parle parler parlé pars part partage partagez partent parti
partie partir partout pass passage passager passent passeport passer passé passée patience patient patron payant paye
payer pays payé payée peau peinture pend pendant pense percé perd perdre perdu perdue perdus permis perso personnel
personnes petit petite petits peur peux photo photos pied pieds pile pire piscine pizza pièce pièces place places
plafond plaisir plan plante planté plantée plaque plastique plat plateau plateforme plaît plein pleine pleure pleuré
plié pluie plusieurs podcast point points pompe pompiers pont port portable portail porte portes pose possible poste
postes posé poteau poubelle poubelles pourquoi pourriez pourtant poussette poêle premier premiers première prend prendre
prends prenez presque presse preuve prime printemps prise privé prix problème prochain prochaine produit profil projet
promis promo propose proposez propre propriétaire prouver près préfère prélever prélèvement prénom prévenez prévenir
prévu prévue prêt prête public pubs puis pull père quai qualité quarante quartier quatre quel quelque quels question
queue quinze quitté raccordement raccroche raccroché raconte radio raison rame rames rapide rapidement rappel rappeler
rappelez rappelle rapport rare rats raté rayon recevoir recharge recherche recommande reconnu recu redémarre refaire
refait refus refuse refusé refusée regarde regarder regardez regardé rejoindre relais relance relevé relève
remboursement rembourser remboursez remboursé remboursée remercie remettre remise remplacement rempli rend rendez rendre
rendu rendue rentre rentré rentrée renvoie renvoyer repart reparti repartir repas reportage reprendre reprenez respect
respire restaurant reste rester resto resté restée retard retardé retirer retour retrait retrouve retrouver retrouvé
revenir revenu revenus reviens revient reçois reçoit reçue rire robinet robot rond rouge roulant roule rouler route
réception réclamation réclame récupérer réduction région réglage régler réglé réparer réparé répond répondez répondre
répondu réponses réseau réservation réserver réservé réservée résidence résiliation résilier résilié résolu résultat
résultats rétabli réunion réussi saigne sais saisie saison sait salaire sale sales salle salon salut samedi sang
satisfaction sauce sauf saute sauter sauvé savait savez savoir scolaire seconde secondes secours secteur selon semaine
semaines sens sent sept septembre sera serai serait sert serveur serveurs servi service seul seule seulement signale
signaler signalé signature signer signé simple simplement sinistre sinon site siège société soeur soins soirs soirée
soit solde soldes soleil solution sommes sonne sonné sort sorti sortie sortir souci souffle souhaite soupe sourire soute
stade station stationnement statut stock suicide suit suite suivant suivi suivre super support supprime supprimer
supprimé supprimés surtout suspendu sympa système sèche sécurité séjour série sérieusement sérieux sœur table tableau
tablette taille tard tarif tarifs taux taxe taxi technicien technique tellement temps tempête tension tente tenu
terminal terminé terre ticket tiens tient tirage titre titres toilettes toit tombe tomber tombé tombée tonalité touche
toucher touché tour tourne tourner toutes train trains traitement trajet transfert transférer transmis travail travaux
travers troisième trop trottinette trottoir trou trouve trouver trouvé trouvés truc très tuer tuyau type télé
télécharger télécommande téléphone téléphones télétravail tête uniquement urgence urgent utilisateurs utilisé vacances
vais vaisselle valable valider validé validée valise valises vallée vaut veille vendeur vendez vendre vendredi vends
vendu venez venir vent vente venu verre verrouillé vers version versé vert verte veut veux vide vidé vidéo vieille viens
vient vieux vigile village ville vingt virement visiblement visiter vite vocal voie voies voilà voir vois voisin voisine
voisins voit voitures voix vols volé vont vote voudrais voulais voulez voulu voyage voyageur voyageurs voyant vrai
vraiment véhicule vélo vélos vérification vérifier wagon week whatsapp wifi yeux zone zéro échange échanger école écran
écrire écris écrit écrivez électricité électrique élèves émission énergie épisode équipage équipe équipes étage étais
étape état éteint éteints étincelles étions étiquette étranger étudiant êtes être
"""

WORDS = frozenset(_TEXT.split())
