"""Kind words and nothing beside them: whether every single word of a short message belongs to thanks for what is in order now. Never guesses at what
a word that it does not know might mean: one is enough for a no.

Irony needs a word for what went wrong ("lost", "broken", "three weeks"); these lists hold none, nor names of days.
"""

from collections.abc import Sequence

MOST_WORDS = 24
# The chance that who writes so is let down after all: none of 75 among the 8,020 texts that teach, so 3 in 75 at most (95 %, the rule of three).
MEANT_OTHERWISE = 0.04
_WORDS = {
    "en": """a absolutely again all almost already always am and appreciate appreciated are arrived arriving as back beautiful best better big
        both brilliant by came can card chat cheers come correct day days dear delighted delivered delivery done driver each early easily
        easy engineer every everyone everything exactly excellent fabulous fantastic fast fine first fit fits fix fixed fixing for
        friendly from getting gift glad good got great had handling happy has have hello help helped helpful helping hey hi home i
        impressed in is it its just kind kindly kindness know let like looking lot lots love loved lovely made many me morning mr mrs much
        my new next nice nicely no now of ok okay on one order order's our out over packaged packed parcel part patience patient perfect
        perfectly phone picture pleased pleasure polite product prompt quality quick quickly really received refund regards replacement
        reply response right safe safely say see seller service shop so solved soon sorted sorting speedy spot staff such super superb
        support sure swift team technician thank thanks that thats the them then there they thing this thrilled time to today together top
        treat truly two unpacked us very wait was we week weekend welcome well went were what wish with wonderful work worked working
        works worry would wow wrapped x yes yesterday you your yours""",
    "de": """ab alle alles angekommen antwort auch aufwand ausgepackt bei beim bestellung besten bestens bin da dank danke dankeschön dann das
        dem den der die dies diese dir doch ein eine einen eingegangen einwandfrei er erledigt ersatz es euch eure euren fahrer frau freue
        freundlich freundliche funktioniert für gefällt geht geklappt geklärt geld gelöst gerne geschenk gestern glücklich grüße gut gute
        guten habe haben hallo hat heil herr herzlich herzlichen heute hilfe ich ihnen ihr ihre ihren im in ist ja jetzt karte klappt
        klasse lampe liebe lieben lieferung liegt lob läuft mein meine mich mir mit morgen mühe nachricht nett nette neue neuen nochmal
        nochmals ordnung paket passt perfekt prima problemlos pünktlich richtig ruhig rückmeldung schnell schnelle schnellen schön schöne
        schönes sehr service sie sind so sofort spitze super tag team toll tolle top und unkomplizierte unkomplizierten uns unsere
        verpackt viele vielen vollständig von wahnsinn war ware waren wie wieder wir wochenende wunderbar wunderschön zufrieden zum zur""",
    "es": """a ahora al amable amables arreglado atención ayer ayuda bien bonito buen buena buenas bueno buenos calidad con contenta contento
        correcto de del dinero día días el ella en encanta encantada encantado enhorabuena entrega envío es esta este está excelente
        fantástico favor feliz funciona funcionando genial gestión gracias ha han he hola hoy igual la las le les llegado llegó lo los me
        mil muchas muchísimas muy nueva nuevo paciencia paquete pedido perfecta perfectamente perfecto por pronto que queda quedado
        rapidez recibido recibí reembolso repartidor repuesto respuesta resuelto rápida rápido saludo saludos servicio solucionado su
        súper tan tarde tardes tienda toda todo todos un una unos vuestra vuestro y ya""",
    "fr": """adorable ai aide aimable aimables ainsi arrivé arrivée au aujourd aujourd'hui aussi beau beaucoup belle bien bon bonjour bonne
        bravo c cadeau ce cela ces cette chaleureusement client colis commande comme conforme content contente cordialement d de des du
        efficace en envoi est et excellent excellente fonctionne gentil gentille gentillesse grand génial hier hui il impeccable j je
        jolie journée l la le les livraison livreur livré ma madame magnifique marche merci mes mille mon monsieur nickel nous nouveau
        nouvel nouvelle on ont parfait parfaite parfaitement patience plus pour professionnel qualité rapide rapidement rapidité ravi
        ravie remboursement reçu réactivité réglé réparé réponse résolu s satisfait satisfaite service si soin soirée suis super sympa
        tout toute très un une va vite vos votre vous y à ça équipe""",
    "pt": """a agora ajuda amei amo antes ao as atendimento atenção bela bem boa bom bonito certinho certo chegou com contente correto da de
        deu dia direitinho do e em embalado encomenda entrega entregador entregue estou está eu excelente fantástico feliz foi funciona
        funcionando gentil gostei gosto hoje igual já linda lindo loja maravilhoso me meu minha muita muito na nos nota nova novo o
        obrigada obrigado ok ontem os paciência pacote para parabéns pedido pela pelo perfeita perfeitamente perfeito por prazo produto
        qualidade que rapidez recebi recebido recomendo reembolso resolvido resposta rápida rápido satisfeita satisfeito serviço show
        simpático super tarde top tudo um uma valeu veio vocês vossa vosso ótima ótimo""",
}  # fmt: skip
_MARKS = frozenset(".!?,\n")
_KNOWN = {language: frozenset(words.split()) for language, words in _WORDS.items()}


def only_kind(words: Sequence[str], language: str) -> bool:
    """Whether the message, its words in lower case, says nothing but kind words. A question is none; nor is a text without a word."""
    said = [word for word in words if word not in _MARKS]
    known = _KNOWN.get(language)
    return bool(said) and known is not None and len(said) <= MOST_WORDS and "?" not in words and known.issuperset(said)
