"""English words that mean something to a customer service, by cue. ``*`` stands for any ending. Written by us.

Apostrophes are gone, as ``tokens`` gives them: "don't" is ``dont``, "it's" is ``it s``.
"""

CUES: dict[str, str] = {
    "urgency": """
        urgent*|urgency|emergency|asap|immediately|right now|right away|straight away|as soon as possible|quickly|
        today please|by tonight|tonight|by tomorrow|before tomorrow|tomorrow morning|in an hour|in 0 hours|in 0 hrs|
        in 0 mins|in 0 minutes|in two hours|within the hour|deadline|running out of time|time sensitive|time critical|
        flight leaves|flight is in|flight in|train leaves|boarding|about to miss|going to miss|gonna miss|miss my|
        stranded|stuck at|stuck in|stuck on|locked out|trapped|sos|help me|please help|pls help|need help now|
        help asap|desperate*|wedding|funeral|interview tomorrow|exam|no heating|no heat|freezing|no hot water|
        vulnerable|elderly|overnight|all night|leaving tomorrow|travel tomorrow|fly tomorrow|need it by|need this by|
        need it today|hurry|need this today|answer today|resolved today|help now|at once|this minute|before midnight|
        at midnight|by midnight|expires tonight|expires tomorrow|closes in|starts in|boards in|boarding in|matter of
        urgency|need help asap|any minute""",
    "danger": """
        danger*|fire|smoke|smoking|burning|burnt|burned|sparks|sparking|gas leak|smell of gas|smell gas|leak*|
        carbon monoxide|electric shock|electrocuted|explod*|hospital|medical|medication|medicine|insulin|oxygen|
        ventilator|baby|newborn|pregnant|disabled|wheelchair|allerg*|food poisoning|injur*|unsafe|safety|fraud*|
        hacked|stolen|unauthori*|scammed|identity theft|phishing|drained|didnt make these|not me|suspicious|
        compromised""",
    "many": """
        anyone else|any one else|anybody else|everyone else|someone else|is it just me|just me or|not just me|
        only one|whole street|whole area|whole town|whole city|whole building|whole village|entire|our area|the area|
        my area|in the area|neighbours|neighbors|neighbour|neighbor|everyone|everybody|all of us|lots of people|
        many people|thousands|hundreds|millions|nationwide|countrywide|worldwide|across the country|all over|
        all customers|all your customers|other customers|other people|others|half the|outage*|is there an outage|
        service down|are you down|servers down|everything is down|down for|down in|widespread|mass|no one can|
        nobody can|postcode""",
    "fault": """
        down|not working|doesnt work|dont work|wont work|isnt working|stopped working|isnt loading|wont load|
        not loading|wont open|wont let|wont connect|cant connect|cant log|cannot log|cant login|unable to|cant access|
        cannot access|cant get|cant use|wont turn|broken|broke|faulty|defective|damaged|smashed|cracked|crash*|freez*|
        frozen|stuck|bug*|glitch*|error*|error code|failed|fails|failing|failure|no signal|no service|no internet|
        no connection|no power|no reception|disconnect*|dropping|drops|dropped|drops out|cutting out|cuts out|cut off|
        slow|so slow|buffering|lag*|lagging|timeout|timing out|times out|blank screen|black screen|spinning|declin*|
        rejected|blocked|locked|restart*|reboot*|reset|red light|power cut|outage*|offline|unavailable|out of order|
        doesnt recogni*|keeps|issue*|problem*|trouble*""",
    "account": """
        my account|account|my bill|bill*|billing|billed|charge*|charged|overcharged|double charged|refund*|payment*|
        paid|direct debit|invoice|my order|order*|ordered|my parcel|parcel*|package*|delivery|delivered|deliver|
        courier|driver|tracking|track|my booking|booking*|booked|reservation|my flight|my ticket|ticket*|my bag|bag|
        bags|luggage|baggage|suitcase|my card|card|transfer*|transaction*|deposit|contract|plan|subscription|subscri*|
        cancel*|password|log in|login|logged|username|verification|verify|code|email|engineer*|technician*|
        appointment|install*|router|modem|broadband|wifi|sim|line|number|porting|upgrade*|update*|app|website|meter|
        reading|smart meter|claim*|policy|adjuster|premium|warranty|return*|exchange|replacement|store credit|
        gift card|voucher|promo code|discount|points|status|change my|address|activate*|deactivat*|renew*|application|
        passport|tax|benefit*""",
    "anger": """
        shame*|disgrace*|disgust*|disgusting|appalling|unacceptable|outrageous|ridiculous|pathetic|terrible|horrible|
        horrendous|horrific|awful|dreadful|atrocious|abysmal|shocking|shambles|shambolic|joke|a joke|laughable|
        useless|worthless|hopeless|incompeten*|clueless|worst|the worst|garbage|trash|rubbish|crap|crappy|sucks|suck|
        scam*|rip off|ripoff|ripped off|robbery|thieves|thief|crooks|stealing|steal|liars|liar|lies|lying|lied|
        misleading|dishonest|fraudulent|rude|disrespect*|ignored|ignoring|fed up|sick of|sick and tired|tired of|
        had enough|furious|angry|livid|fuming|annoy*|frustrat*|infuriat*|irritat*|disappoint*|let down|upset|hate|
        nightmare|hell|mess|fiasco|farce|poor service|poor customer|poor|bad service|bad|failed|fail|epic fail|
        waste of|wasted|wasting|avoid|stay away|beware|regret|overpriced|greedy|unprofessional|unreliable|careless|
        dont care|doesnt care|couldnt care|zero care|no excuse|not good enough|not happy|unhappy|not impressed|
        unimpressed|dissatisfied|gutted|wtf|sad|worse""",
    "waiting": """
        still waiting|still no|still not|still nothing|still havent|still hasnt|still|waiting|waited|been waiting|
        for days|for weeks|for months|for hours|for 0 hours|for 0 days|for 0 weeks|0 days|0 weeks|0 months|0 hours|
        0 hrs|days ago|weeks ago|a week|a month|over a week|over a month|since|since yesterday|since monday|
        since last|yet|not yet|0rd time|0th time|0nd time|third time|second time|again|once again|yet again|
        every time|everytime|every day|every month|always|constantly|keep|late|delay*|delayed|postponed|cancelled|
        canceled|promised|promise*|was told|been told|told me|they said|you said|supposed to|never arrived|never came|
        never showed|never received|not received|havent received|didnt receive|didnt arrive|hasnt arrived|no show|
        missing|lost|nowhere""",
    "unheard": """
        no response|no reply|no answer|not responding|never respond*|no one answers|nobody answers|no one responds|
        no one replies|nobody replies|no one cares|nobody cares|no one is|no one has|no one can help|on hold|hung up|
        hang up|hours on hold|0 minutes on|wait time|queue|customer service|customer support|customer care|support|
        call centre|call center|agent*|representative|supervisor|manager|chatbot|bot|automated|passed around|
        transferred|pass the buck|passing the buck|run around|runaround|no help|no update|no updates|no explanation|
        no communication|no apology|no information|no info|copy and paste|copy paste|generic|ignoring|ignored|ghosted|
        unanswered|cant get through|cannot get through|get through|get hold of|reach anyone|speak to|talk to""",
    "leaving": """
        lawyer|solicitor|attorney|legal|sue|suing|court|small claims|ombudsman|regulator|trading standards|complaint|
        formal complaint|bbb|ftc|fcc|ofcom|ofgem|consumer|watchdog|chargeback|dispute|report you|switching|switch to|
        switched to|leaving|im leaving|cancelling|canceling|cancelled my|closing my account|taking my business|
        my business elsewhere|elsewhere|competitor*|never again|never using|never use|never flying|never fly|
        never buying|never buy|never order*|last time|lost a customer|losing a customer|lose customers|goodbye|bye|
        boycott*|done with|im done|moving to|going to""",
    "joy": """
        thank you|thanks|thank|thx|cheers|ty|great|awesome|amazing|excellent|fantastic|brilliant|superb|perfect*|
        wonderful|lovely|love|loved|loving|loves|best|the best|good|nice|happy|pleased|delighted|impressed|grateful|
        appreciate*|appreciated|helpful|kind|friendly|polite|patient|efficient|quick|fast|smooth|seamless|easy|
        top notch|first class|kudos|shout out|shoutout|hats off|props|well done|good job|great job|great service|
        great work|legend|legends|star|stars|hero|heroes|lifesaver|saved my|saved the|made my day|went above|
        above and beyond|recommend|highly recommend|enjoy*|glad|fab|fabulous|yay|woohoo|beautiful|gorgeous|delicious|
        yummy|cute|excited|cant wait|blessed|favourite|favorite|pleasure|cool""",
    "irony": """
        thanks for nothing|thanks for the|thanks for|great job|good job|nice one|well done|nice work|way to go|
        great service|great customer service|good service|excellent service|top service|love how|love it when|
        love that|i love|how nice|how lovely|how convenient|brilliant|oh great|just great|great start|so helpful|
        very helpful|real helpful|slow clap|as usual|as always|as per usual|surprise surprise|shocker|what a surprise|
        no surprise|shock|bravo|congratulations|congrats|kudos|cheers for|fantastic|wonderful|lovely|genius|geniuses|
        living the dream|what a joy|joy|apparently|obviously|classic|yeah right|sure|wow""",
    "question": """
        how do|how can|how to|how long|how much|how many|how come|what is|what s|whats|what time|what are|what do|
        when is|when are|when will|when do|where is|where are|where can|where do|which|who do|why is|why are|why do|
        can i|can you|can we|could i|could you|do you|do i|does|did you|are you|are there|is there|is it|is this|
        will you|will there|will it|would it|should i|any chance|any idea|any plans|any news|any update|anyone know|
        does anyone|open today|opening hours|opening times|what hours|price*|cost*|fee|fees|available|availability|
        in stock|restock*|back in stock|release date|compatible|eligible|possible to|wondering|curious|question|
        quick question|difference between|policy on|allowed|do u|can u""",
    "request": """
        please|pls|plz|can you|could you|would you|can someone|could someone|can somebody|someone please|need help|
        help|assist*|assistance|need to|i need|i d like|id like|i would like|want to|contact me|call me|get back to|
        reply|respond|dm me|dmd|dm d|sent a dm|sent you|check your dm*|check dm*|message me|look into|sort this|
        sort it|sort out|fix this|fix it|resolve*|what should i|what can i do|what do i do|advise|let me know|
        looking for""",
    "spam": """
        win|winner*|won a|giveaway|give away|raffle|free|freebie*|bitcoin|btc|crypto*|nft*|airdrop|forex|trading|
        invest*|profit*|earn|earning*|make money|side hustle|passive income|work from home|follow me|follow us|
        follow back|follow for|followers|link in bio|bio|click here|click the link|check out|check my|promo|
        promotion*|use code|discount code|off everything|sale|deal*|dm to|dm for|dm me to|inbox me|whatsapp|telegram|
        text me|loan*|credit repair|hacker|recover* your|recovery expert|ethical|onlyfans|sexy|hot|singles|casino|bet|
        betting|odds|subscribe|my channel|youtube|new video|stream my|retweet to|rt to|like and|share to|tag a friend|
        tag 0|limited time|buy now|shop now|order now|sponsored|ad|guaranteed|legit|dropship*""",
    "insult": """
        idiot*|moron*|imbecile*|stupid|dumb|dumbass|asshole*|arsehole*|bastard*|bitch*|cunt*|dick|dickhead*|prick*|
        wanker*|twat*|tosser*|knob*|scum*|scumbag*|loser*|clown*|retard*|pig|pigs|trash people|go to hell|rot in hell|
        die|kill yourself|kys|screw you|fuck you|fuck off|f off|piss off|stfu|shut up|get lost|suck my|kiss my|ugly|
        fat|parasite*|vermin|filth|cockroach*|muppet*|numpty""",
    "profanity": """
        fuck*|fucking|effing|f ing|fkn|shit*|bullshit|bs|wtf|damn|goddamn|hell|bloody|arse|ass|crap|piss*|pissed|sod|
        ffs|omfg|smh|screw""",
    "resolved": """
        sorted|all sorted|resolved|fixed|fixed it|problem solved|solved|working again|back up|back on|back online|
        up and running|all good|arrived safely|got my refund|received my refund|found it|no longer|never mind|
        nevermind|finally arrived""",
    "news": """
        announce*|announced|partnership|partner*|sponsor*|results|quarter|earnings|shares|stock|stocks|ceo|chief|
        minister|government|senate|bill passed|strike*|union|report*|study|survey|according to|article|interview|
        podcast|video|launch*|hiring|job|jobs|career*|vacanc*|intern*|conference|event|match|game|team|league|season|
        final|ad|advert*|commercial|history|anniversary|collab*|influencer|photo|throwback|tbt|nostalg*|spotted|saw|
        remember when""",
    "me": """
        i|im|i m|ive|id|me|my|mine|we|our|us|were""",
    "you": """
        you|your|yours|u|ur|youre|you re|yall""",
    "greeting": """
        hi|hello|hey|hiya|good morning|good afternoon|good evening|dear|morning|evening|guys""",
    "negation": """
        not|no|never|none|nothing|nobody|cant|cannot|dont|doesnt|didnt|wont|isnt|arent|wasnt|havent|hasnt|couldnt|
        wouldnt|without|nor""",
    "contrast": """
        but|however|although|though|except|yet|despite|otherwise|shame|instead|unfortunately""",
    "idea": """
        you should|you could|why not|why dont you|would be great|would be nice|would be good|it would be|suggestion|
        suggest|idea|bring back|add a|add an|please add|please make|feature request|wish""",
    "late": """
        today|yesterday|tomorrow|tonight|this morning|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|
        month|year""",
    "laugh": """
        lol|lmao|lmfao|rofl|haha*|hehe*|xd|ha""",
}
