"""What a file of history may say, by kind of file, and the names that other systems give it. The one list behind mapping, guess and help."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is ours; `says` is for whoever maps a file; `known_as` are headers that mean it, in small letters and digits alone."""

    name: str
    says: str
    known_as: tuple[str, ...] = ()
    required: bool = False


def _field(name: str, says: str, known_as: str = "", *, required: bool = False) -> Field:
    return Field(name, says, (name.replace("_", ""), *known_as.split()), required)


_PERSON = (
    _field("email", "e-mail address", "mail emailaddress customeremail contactemail useremail epost correo courriel"),
    _field(
        "phone",
        "telephone number",
        "telephone tel mobile phonenumber customerphone telefon telefonnummer handy telefono téléphone",
    ),
    _field(
        "customer_number",
        "the shop's number of the customer",
        "customerid customer customerno custid clientid userid buyerid kundennummer kundenr kundenid idclient numeroclient idcliente",
    ),
    _field("name", "what they are called", "customername fullname displayname client kunde kundenname nom nombre nome"),
)
_HANDLE = _field("handle", "an account as network:name", "account screenname")

_CROWD = (
    _PERSON[0],
    _PERSON[1],
    _field("handle", "an account as network:name", "account screenname username profile"),
    _field("name", "what they are called", "fullname displayname vorname nom nombre nome"),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "people": (
        *_PERSON,
        _HANDLE,
        _field("first_name", "first name, put before the last", "firstname givenname forename vorname prenom prénom"),
        _field("last_name", "last name", "surname lastname familyname nachname apellido apellidos sobrenome"),
        _field(
            "since",
            "when they were first known",
            "createdat created joined joinedat registered registeredat signupdate customersince kundeseit seit angelegtam",
        ),
        _field("consent_at", "when they said whether we may write", "consentdate optindate"),
    ),
    "orders": (
        _field(
            "number",
            "the order's number: lines of one number are one order",
            "orderno ordernumber orderid invoiceno invoice invoiceid invoicenumber bestellnummer bestellnr auftragsnummer rechnungsnummer "
            "numerocommande commande pedido numeropedido",
            required=True,
        ),
        _field(
            "placed_at",
            "when it was placed",
            "orderdate invoicedate date createdat created purchasedate orderpurchasetimestamp ordered orderedat bestelldatum datum "
            "datecommande fecha data",
            required=True,
        ),
        *_PERSON,
        _field(
            "sku",
            "what was bought, by its code",
            "stockcode productid itemid itemcode product productcode articleno artikelnummer artikelnr reference",
        ),
        _field(
            "title",
            "what was bought, in words",
            "description producttitle productname itemname item artikel bezeichnung artikelbezeichnung produkt produit producto produto",
        ),
        _field(
            "quantity", "how many; below zero came back", "qty amountordered units menge anzahl stück quantite quantité cantidad"
        ),
        _field(
            "unit_price",
            "the price of one",
            "price unitcost itemprice preis einzelpreis stückpreis prix prixunitaire precio preço",
        ),
        _field(
            "line_total",
            "the price of the whole line, in place of unit_price",
            "linetotal linesum subtotal zeilensumme gesamtpreis",
        ),
        _field("currency", "the currency, where not one for all", "currencycode waehrung währung devise moneda moeda"),
        _field("service", "the delivery service", "shippingmethod deliverymethod shippingservice versandart"),
        _field("promised_from", "from when on it was promised", "deliveryfrom slotstart"),
        _field(
            "promised_until",
            "until when it was promised",
            "orderestimateddeliverydate estimateddelivery promisedat promiseddate dueat duedate liefertermin deliveryuntil slotend",
        ),
        _field(
            "shipped_at",
            "when it was handed to the carrier",
            "orderdeliveredcarrierdate shippeddate shippedat dispatched versandtam",
        ),
        _field(
            "delivered_at",
            "when it was delivered",
            "orderdeliveredcustomerdate deliverydate delivered deliveredat zugestelltam geliefertam",
        ),
        _field("cancelled_at", "when it was cancelled", "canceledat cancelleddate storniertam"),
        _field("tracking", "the parcel's number", "trackingnumber trackingcode sendungsnummer paketnummer"),
        _field("carrier", "who carried it", "shippingcompany versanddienst spediteur"),
        _field("courier", "who brought it, by name"),
        _field("status", "what became of it, see [status]", "orderstatus state bestellstatus auftragsstatus"),
        _field("returned_order", "of a return: the order it came from", "originalorder originalinvoice refundof"),
    ),
    "parcels": (
        _field("order_number", "the order in it", "number orderno orderid order bestellnummer", required=True),
        _field("tracking", "the parcel's number", "trackingnumber trackingcode sendungsnummer paketnummer", required=True),
        _field("carrier", "who carries it", "shippingcompany versanddienst"),
        _field("state", "what happened, see [status]", "status event eventtype ereignis", required=True),
        _field("raw_code", "the carrier's own code", "code statuscode eventcode"),
        _field("at", "when", "timestamp time date eventtime eventdate datum zeitpunkt", required=True),
        _field("courier", "who brought it, by name", "driver fahrer"),
        _field("note", "the carrier's words", "message description remark hinweis"),
    ),
    "messages": (
        _field("id", "the message's own number", "messageid tweetid postid reviewid commentid msgid nummer", required=True),
        _field(
            "at",
            "when it was written",
            "createdat created date sentat sent timestamp time reviewcreationdate postedat published datum zeitpunkt fecha",
        ),
        _field(
            "text",
            "what was written",
            "body message content comment tweet reviewcommentmessage review words nachricht kommentar texto",
        ),
        _field("subject", "its subject", "title reviewcommenttitle betreff asunto assunto"),
        _field("direction", "in or out, see [directions]", "inbound type richtung"),
        *_PERSON[:3],
        _field("handle", "the account as network:name", "account screenname"),
        _field("name", "what the writer is called", "author authorname from sender username von absender auteur autor"),
        _field(
            "thread",
            "what all messages of a conversation share",
            "conversationid threadid conversation ticketid caseid ticket fall",
        ),
        _field(
            "in_reply_to", "the number of the message that it answers", "inreplytotweetid inreplytoid replyto parentid parent"
        ),
        _field("public", "whether everybody could read it", "ispublic"),
        _field("link", "where it can be seen", "url permalink"),
        _field("score", "a review's score", "rating stars reviewscore bewertung sterne note nota"),
    ),
    "entrants": (
        *_CROWD,
        _field("at", "when they entered", "enteredat entered submitted submittedat date datum timestamp createdat zeitpunkt"),
        _field("agreed", "yes where they agreed to be written to", "consent optin newsletter einwilligung zustimmung"),
        _field("proof", "where they agreed, kept as the proof", "where source url page ip quelle"),
        _field("answer", "what they wrote", "comment text message antwort kommentar"),
        _field("trap", "a field that people do not see", "website homepage honeypot"),
    ),
    "followers": (
        *_CROWD,
        _field("at", "since when they follow", "followedat followed since date datum timestamp createdat seit"),
    ),
}
KINDS = tuple(FIELDS)
OF_CONTESTS = ("entrants", "followers")


def named(what: str) -> dict[str, Field]:
    """The fields of this kind of file, by name."""
    return {field.name: field for field in FIELDS[what]}
