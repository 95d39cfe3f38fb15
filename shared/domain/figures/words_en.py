"""English words that the figures may count. Made by ``python -m training.lexicon``."""

_TEXT = """
above abroad absolute accept acceptable accepted access accident according account accounts across active actually
address addresses adjuster admin advance advert advise adviser affected afternoon against agent agents agreed ahead
airline airport alarm alert allergic allowed alone along already also always amazing announced annual another answered
answering answers anybody anymore anyone anything anyway anywhere apart apology apparently application applied apply
appointment appreciated approval approved area aren around arrive arrived arriving asap asked asking assistance
assistant attached attack available away baby bags balance balcony bank banking banks banned barrier bathroom battery
beautiful because bedroom behind being believe belt best better between bike bikes bill billed bills bins birth birthday
bits black blank bleeding blew blind block blocked blood blue board boarding boiler bomb book booked booking boss both
bother bottle bought boxes brakes branch brand bravo breakfast breathing bridge brilliant bring broadband broke broken
brother brought bucks budget buffet building bunch bundle burger burning burns burnt business button buying cabin cable
cake called calls cancel cancelled cancelling cant carbon card cards care carriage carry cars case cases cash catch
caught ceiling centre certificate chance change changed changing channel charge charged charger charges charging charity
chat cheap check checkout cheers child children choking circles city claim claims class classy clean clear clerk click
client close closed closes closing clowns club coach code codes coffee cold collapsed colleagues collect collection
comes coming comment comments commute company compensation competition complaints conductor confirm confirmation
confirmed congrats connection console contact contract copy corner cost coughing couldn council count counter country
county courier course cover covered crash crashed crashes cream credit crew crews cried cross crying customer customers
customerservice customs cutting dark data date dates daughter deadline deaf deals dear death debit debt decent declined
degrees delay delayed delays deliver delivered delivery deposit depot desk dessert details devs dial died dies
difference different dinner direct dirty disappointed discount disgusting dishwasher doctor document documentary
documents dogs doing dollars done doors double doubled download draw drawing drill drinks drive driver drivers driving
drop dropped drops drove dying each early earn eating eight either elderly electric electricity eleven else email emails
emergency empty ended ends energy engineer enough enter entire episode error estate estimate estimated even evening ever
everybody everyone everywhere exactly except exchange exist experience expired explain explained export express
extension extra eyes face failure fair fake fall fallen family fare fast father fault favourite feed feel fees feet fell
festival fibre fifteen fifth fifty fight file files filled final finally find fine finish finished fire fitted five
fixed fixes flame flames flat flight flights floor floors flying folks follow followed followers following food foot
form forty forum found four fourteen fourth fraud freeze freezing fridge friend friends fries front frozen fuel full
funeral funny game gaming garage garden gate gave gentleman genuinely gets getting gift girl give given gives giving
glass goes gonna goodbye gorgeous government gran grandad grant great green grey ground group guarantee guaranteed guard
guess guest guests guide guys hacked hail hair half hall hand hands handset hanging happens happy hard hats haven having
head health hear heard hearing heart heat heater heating held hell helpline herself high hill himself hire hiring
history hold holding hole holiday holidays home honest honestly hope hospital host hotel house houses huge human hundred
hundreds hung hurry hurt husband idea immediately impressed inbox incident included inconvenience info inside inspector
instant instead insulin insurance insure insurer internet interview into invoice issue item itself jobs join joke
journey keep keeping keeps kept kettle keys kill killed killer killing kind kindly kitchen knew knife knocked known
knows label lads lady lamp landing landline landlord lane laptop large late later latest laugh laughed laughing launch
leak leaking learn least leave leaves leaving legs less letter letters level library licence life lift light lights
limit lines link list literally little live load loan local lock locked logged login logo long longer look looked
looking looks lose love loved lovely loyalty luck luggage lunch lying machine machines made mail mailbox main
maintenance make makes making mall manager market massive match matter mattress maybe meal meals mean means meant
medical meet meeting member menu merci message messages meter meters middle midnight might miles mine minute miss missed
missing mistake mobile mode model money monoxide month monthly months mood more mortgage most mother mouth move moved
movie moving much music must myself name names near nearly needed needs neighbour neighbours neither network news nice
nights nine none noon normal normally note notes notice noticed nowhere numbers nurse nursery nuts obviously offer
offered office official offline once ones online onto opened opening opens opposite orange order ordered orders other
others ours outage outside oven overdraft overnight oxygen package packaging packed page pages pain paint panel panels
paper papers paperwork parcel parcels parents park parking part partner pass passed passenger passport password past
paste patch patience patient pavement payday paying payment payments payroll pays pending percent perfect perfectly
permit person personally petrol pharmacy phone phones photo photos pick picked picking pickup picture pictures piece
pipe pizza place plan plane planned planning plans plastic plate platform play played playing plug plus podcast point
points pole policy pool portal possible post posted posting postman pounds pouring power pregnant premium press pretty
price prices print printed private prize problem process product profile promised promises promo proof property proud
prove public pull pulled pump purchase putting quality quarter question questions queue quick quickly quid quiet quote
radio rail railcard rain raised rang range rate rather rats reach read readers reading reads ready real realised really
reason recall receipt received reception recipe recognised recommend recovery reference refund refused register rejects
release remember reminder remote renewal rent rental repair replaced replacement replied replies reply replying report
reported reports request reset respect rest restarted restaurant results return returned returns review ride rider ring
ringing rings ripped road robbery robot roof room rooms round route router rubbish rude ruined running runs safe safety
said salad sale sales satisfaction sauce save saved savings saying scan scared scheme school scooter scratched screaming
screen scum season seat seats second seconds security seeing seems seen sell selling send sender sense sent serious
seriously server servers service seven several shaking shall shame share shared shares shelf shelter ship shipping shock
shoot shop shopping shops shot should show showed shower showing shows shut sick side sign signal signature signed
simple single sister site sitting sixty size sleep sleeper sleeping slept slot slow small smart smashed smell smells
smoke smoking social socket sofa software solar sold solution some somebody something somewhere soon sorry sort sorted
sound soup sparks speak speed spent split spring square stadium staff stamp stand standing star staring start started
starting statement station stations status stay stayed stays step sticker stinks stock stolen stood stop stopped
stopping stops store storm story stove straight stream street strike stroller student stuff subscription subtitles
suicide suit suitcase summer sundays supply support sure surgery survey suspended swallowed swap swapped switch switched
switching sync system table tablet tablets takeaway taken takes taking talk talking tariff taxi tech tell telling
terminal terms test text texts than theft their these thing things think thinking third thirty those though thought
thousands thread threatening threw throw throwing ticket tickets till tills times tired toaster toddler together toilet
toilets toll tomorrow tone took total touch touched town track tracking tracks traffic train trains transfer travel
travelling treat tree trick tried trip trips trouble truck trying turn turned turns twelve twenty twice type typed
unavailable under understand unit unlimited unlock until update upgraded upstairs urgent urgently usage used useless
users using valid valley vanished version very video view village visa visit voice voicemail vote voucher vous wait
waited waiter waiting wake walk walked walking wall wallet want wanted wants warm warning warranty washing watch watched
watching water website wedding week weekend weeks welcome well were whatsapp wheel wheelchair whenever whether which
while white whoever whose wife wifi will wind window windows winter wiped wires within woman wonderful word words worked
working works workspace world worse worth would wouldn write writing written wrote yard yellow young yours zero
"""

WORDS = frozenset(_TEXT.split())
