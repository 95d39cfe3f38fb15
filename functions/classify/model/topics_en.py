"""English words that show a topic of ``topics.LABELS``. Without apostrophes; ``*`` is any ending."""

TOPICS: dict[str, str] = {
    "parcel lost": """
        lost parcel|lost my parcel|lost my package|lost my order|package lost|parcel lost|lost in transit|
        parcel is lost|package is lost|parcel has gone missing|package has gone missing|parcel is missing|
        package is missing|stolen parcel|parcel stolen""",
    "not received": """
        never arrived|never came|not arrived|hasnt arrived|havent received|not received|didnt receive|didnt arrive|
        never received|never delivered|not delivered|not been delivered|where is my order|where s my order|
        where is my parcel|where s my parcel|where is my package|where s my package|says delivered|
        marked as delivered|waiting for my order|waiting for my parcel|waiting for my package|no sign of""",
    "wrong goods": """
        damaged|wrong item|wrong size|wrong order|wrong one|missing item*|items missing|missing from|arrived broken|
        faulty|defective|not as described|expired|out of date|counterfeit|smashed""",
    "late": "late|delay*|delayed|postponed|rescheduled|pushed back|overdue",
    "cancelled": "cancelled|canceled|cancellation*|cancelling|canceling",
    "missed visit": """
        no show|never showed|didnt show|didnt turn up|never turned up|nobody came|no one came|nobody turned up|
        no one turned up|missed appointment|waited in all day|waited all day|stayed home all day""",
    "luggage": "luggage|baggage|suitcase*|my bag|my bags|lost bag*",
    "refund": "refund*|my money back|money back|reimburse*|compensation|store credit|credit note",
    "wrong charge": """
        overcharged|double charged|charged twice|charged me|been charged|wrong bill|my bill|bill*|billed|direct debit|
        hidden fee*|fees|price increase|price hike|invoice*""",
    "payment": "payment declined|payment failed|card declined|payment*|wont take my card|transfer*",
    "fraud": """
        fraud*|hacked|phishing|scammed|identity theft|unauthori*|stolen card|card was stolen|didnt make these|
        suspicious|compromised|fake email|fake text|fake call""",
    "login": """
        cant log in|cannot log in|cant login|log in|login|logged out|locked out of my account|password|
        verification code|reset my|account locked|account suspended|account blocked|cant access my account|
        access my account|two factor""",
    "account": """
        my account|account|my details|my file|change my address|my claim|my policy|customer number|my application|
        smart meter|reading""",
    "order": """
        my order|order|ordered|my parcel|parcel*|package*|delivery|courier|tracking|my booking|my ticket|
        my reservation""",
    "contract": "my contract|contract|subscription*|cancel my|my plan|renewal|upgrade|tariff",
    "broken": """
        not working|doesnt work|dont work|wont work|isnt working|stopped working|broken|broke|wont open|wont load|
        not loading|wont connect|wont turn on|crash*|freez*|frozen|bug*|glitch*|error*|keeps dropping|cuts out|
        black screen|blank screen|out of order|faulty|failed|fails|down|stuck on""",
    "app": "app|website|your site|the site|update|web page",
    "no network": """
        no internet|no signal|no service|no connection|no wifi|no reception|internet is down|internet down|
        wifi down|wifi is down|broadband is down|broadband down|no broadband|lost internet|internet has been""",
    "no power": """
        no power|power cut|power is out|power outage|no electricity|no heating|no heat|no hot water|no water|
        water is off|lights out|without power|without water|without heating|boiler""",
    "many": """
        whole street|whole area|whole town|whole city|whole building|whole village|entire street|entire area|
        entire building|my neighbours|our neighbours|my neighbors|everyone|everybody|all of us|lots of people|
        many people|nobody can|no one can|all customers|all your customers|other customers|across the country""",
    "only me": """
        is it just me|just me or|anyone else|anybody else|any one else|only one|not just me|someone else|
        am i the only|everyone else""",
    "outage": """
        outage*|service down|servers down|server down|are you down|everything is down|is there an outage|nationwide|
        countrywide|worldwide|down for everyone|down everywhere|all down|is down""",
    "help now": """
        urgent*|urgency|emergency|asap|immediately|right now|right away|straight away|as soon as possible|help me|
        please help|pls help|need help now|help asap|hurry|sos|desperate*""",
    "stuck": """
        stranded|stuck at|stuck in|stuck on a|locked out|trapped|left outside|nowhere to sleep|cant get home|
        stuck here""",
    "soon": """
        in an hour|in 0 hours|in 0 hrs|in 0 mins|in 0 minutes|in two hours|within the hour|flight leaves|flight is in|
        train leaves|boarding|by tonight|by tomorrow|before tomorrow|tomorrow morning|about to miss|going to miss|
        gonna miss|leaving tomorrow|fly tomorrow|travel tomorrow|deadline|need it today|need it by|need this by""",
    "waiting": """
        still waiting|still no|still not|still nothing|still havent|still hasnt|been waiting|for days|for weeks|
        for months|for hours|for 0 hours|for 0 days|for 0 weeks|for 0 months|over a week|over a month|0 days|0 weeks|
        0 months|days ago|weeks ago|waiting since|since monday|since yesterday|waited""",
    "again": """
        again|once again|yet again|third time|second time|0rd time|0th time|0nd time|every time|every day|every month|
        constantly|keeps happening|happens again|always""",
    "no answer": """
        no response|no reply|no answer|not responding|never respond*|never reply|no one answers|nobody answers|
        no one responds|no one replies|nobody replies|unanswered|ignored|ignoring|ghosted|no update|no updates|
        heard nothing|not heard|havent heard""",
    "hotline": """
        on hold|hung up|hang up|wait time|call centre|call center|customer service|customer support|customer care|
        cant get through|cannot get through|get through|get hold of|reach anyone|reach you|speak to|talk to""",
    "robot": """
        bot|bots|robot*|chatbot*|automated|canned|copy and paste|copy paste|generic reply|generic response|template""",
    "passed around": """
        passed around|pass the buck|passing the buck|run around|runaround|transferred|passed from|sent from one""",
    "promise": "promised|promise*|was told|been told|they said|you said|supposed to|told me|assured",
    "angry": """
        shame*|disgrace*|disgust*|appalling|unacceptable|outrageous|ridiculous|pathetic|terrible|horrible|awful|
        dreadful|atrocious|abysmal|shocking|shambles|shambolic|a joke|absolute joke|useless|the worst|worst|furious|
        angry|livid|fuming|fed up|sick of|had enough|infuriat*|frustrat*|sucks|rubbish|garbage|trash|nightmare""",
    "disappointed": """
        disappoint*|let down|not happy|unhappy|not impressed|unimpressed|dissatisfied|regret|gutted|upset|sad""",
    "ripped off": """
        scam*|rip off|ripoff|ripped off|robbery|thieves|thief|crooks|stealing|steal|dishonest|misleading|
        con artist*""",
    "disrespect": "rude|disrespect*|dont care|doesnt care|couldnt care|zero care|unprofessional|treated like|attitude",
    "mockery": """
        thanks for nothing|thanks for the|great job|good job|way to go|nice one|slow clap|love how|love it when|
        how nice|how lovely|how convenient|surprise surprise|as per usual|what a surprise|living the dream|yeah right|
        great start|well done on|congratulations on""",
    "leaving": """
        switching|switch to|switched to|im leaving|leaving you|cancelling my|closing my account|taking my business|
        my business elsewhere|elsewhere|never again|never using|never flying|never fly|never buying|never buy|
        never order*|lost a customer|losing a customer|boycott*|done with you|moving to|last time""",
    "legal": """
        lawyer|solicitor|attorney|legal|sue|suing|court|small claims|ombudsman|regulator|trading standards|
        formal complaint|bbb|ftc|fcc|ofcom|ofgem|chargeback|report you""",
    "price": "how much|price*|cost*|what does it cost|fee for|cheapest",
    "hours": """
        opening hours|opening times|what time|what hours|open today|are you open|when do you|when is|when are|
        when will|release date""",
    "availability": """
        in stock|restock*|back in stock|available|availability|eligible|compatible|sold out|do you sell|do you have""",
    "how": "how do i|how can i|how to|how do you|how does|what do i do|what should i do|instructions",
    "where": "where can i|where is the|where are|where do|which store|nearest",
    "question": """
        can i|can you tell|can we|do you|does it|is it possible|possible to|is there|are there|will you|will there|
        should i|wondering|a question|quick question|anyone know|does anyone|any chance|any idea|any plans|what is|
        what are|which|why is|why are|why do""",
    "please": """
        need help|help|assist*|assistance|can you help|could you help|what can i do|please|pls|plz|look into|
        sort this|sort it|fix this|fix it|can someone|could someone|someone please|advise""",
    "contact": """
        contact me|call me|get back to me|message me|phone me|ring me|email me|someone contact|reply to me|
        respond to me""",
    "written before": """
        sent a dm|sent you a dm|dmd|dm d|dm sent|check your dm*|check dm*|sent you a message|messaged you|i dmed|
        emailed you""",
    "thanks": "thank you|thanks|thank|thx|cheers|ty|appreciate*|appreciated|grateful",
    "joy": """
        great|awesome|amazing|excellent|fantastic|brilliant|superb|perfect*|wonderful|lovely|love|loved|happy|pleased|
        delighted|impressed|recommend|highly recommend|glad|delicious|made my day|best""",
    "team": """
        your team|the team|staff|shout out|shoutout|kudos|hats off|well done|helpful|friendly|polite|patient|
        great service|went above|above and beyond|legend*|lifesaver|first class""",
    "solved": """
        sorted|all sorted|resolved|fixed|problem solved|solved|working again|back up|all good|found it|
        got my refund|finally arrived""",
    "selling": """
        promo|promotion*|use code|discount code|off everything|sale|dm to|dm for|inbox me|whatsapp|telegram|text me|
        loan*|credit repair|recover* your|hacker|buy now|shop now|order now|limited time|sponsored|free shipping""",
    "money": """
        bitcoin|btc|crypto*|forex|trading|invest*|profit*|earn|earning*|make money|side hustle|passive income|
        work from home|casino|betting""",
    "giveaway": "giveaway|give away|raffle|winner*|win a|won a|enter to win|prize*|competition|contest",
    "follow": """
        link in bio|follow me|follow us|follow back|click here|click the link|check out my|check my|subscribe|
        my channel|retweet to|rt to|tag a friend""",
    "insult": """
        idiot*|moron*|imbecile*|stupid|dumb|dumbass|asshole*|arsehole*|bastard*|bitch*|cunt*|dick|dickhead*|prick*|
        wanker*|twat*|scum*|loser*|clown*|go to hell|screw you|fuck you|fuck off|piss off|stfu""",
    "swears": "fuck*|shit*|bullshit|bs|wtf|damn|bloody|ffs|crap|hell",
    "news": """
        announce*|announced|partnership|results|shares|stock price|ceo|strike*|union|report*|study|survey|
        according to|article|interview|launch*""",
    "job": "hiring|job|jobs|career*|vacanc*|intern*|apply|application for a job|my cv|my resume|recruit*",
    "advert": "ad|ads|advert*|commercial*|slogan|influencer*|campaign",
    "laughs": "lol|lmao|lmfao|rofl|haha*|hehe*|xd",
}
