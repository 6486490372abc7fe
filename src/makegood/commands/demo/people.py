"""Who appears in the demonstration: everybody is invented. Telephone numbers are from the range that is kept for plays."""

from dataclasses import dataclass

from makegood.brands.types import Role
from makegood.people.types import Address, IdentityKind


@dataclass(frozen=True, slots=True)
class Somebody:
    """A customer, or somebody who only writes. `account` is where they post in public, if they do."""

    name: str
    email: str
    phone: str = ""
    number: str = ""
    account: str = ""
    account_name: str = ""

    @property
    def by_mail(self) -> Address:
        return Address(IdentityKind.EMAIL, self.email, self.name)

    @property
    def by_account(self) -> Address:
        return Address(IdentityKind.HANDLE, self.account, self.account_name)


@dataclass(frozen=True, slots=True)
class Colleague:
    name: str
    email: str
    role: Role


# The first one is whom the sign-in link of `makegood up` lets in.
TEAM = {
    "mara": Colleague("Mara Lindqvist", "mara@brightside.example", Role.LEAD),
    "joe": Colleague("Joe Okafor", "joe@brightside.example", Role.AGENT),
    "priya": Colleague("Priya Raman", "priya@brightside.example", Role.OWNER),
    "anneke": Colleague("Anneke Vos", "anneke@brightside.example", Role.AGENT),
    "tomasz": Colleague("Tomasz Wilk", "tomasz@brightside.example", Role.AGENT),
    "lucia": Colleague("Lucía Ferrer", "lucia@brightside.example", Role.AGENT),
    "bea": Colleague("Bea Whitlock", "bea@brightside.example", Role.AGENT),
    "nils": Colleague("Nils Aster", "nils@brightside.example", Role.VIEWER),  # keeps the warehouse, and looks in
}

SAM, IDA = "Sam Petrov", "Ida Brandt"  # couriers of Swiftline
COURIERS_ADDRESS = "couriers@swiftline.example"

PEOPLE = {
    "tom": Somebody(
        "Tom Arden",
        "tom.arden@example.org",
        "+447700900123",
        "C-2041",
        account="bluesky:tomarden.example",
        account_name="tom arden",
    ),
    "lookalike": Somebody("Tom Arden", "", account="bluesky:tornarden.example", account_name="Tom Arden"),
    "ruth": Somebody(
        "Ruth Okonjo",
        "ruth.okonjo@example.org",
        "+447700900131",
        "C-1877",
        account="bluesky:ruthok.example",
        account_name="Ruth O.",
    ),
    "ben": Somebody("Ben Castle", "ben.castle@example.net", number="C-1902"),
    "hanna": Somebody("Hanna Vogt", "hanna.vogt@example.org", number="C-1710"),
    "owen": Somebody("Owen Prys", "owen.prys@example.com", "+447700900140"),
    "amara": Somebody("Amara Diallo", "amara.diallo@example.org", number="C-1955"),
    "leo": Somebody("Leo Marsh", "leo@marsh.example"),
    "nora": Somebody(
        "Nora Feld", "nora.feld@example.net", number="C-1640", account="bluesky:norafeld.example", account_name="Nora Feld"
    ),
    "carlos": Somebody("Carlos Mena", "carlos.mena@example.com", "+447700900152"),
    "iris": Somebody("Iris Bell", "iris.bell@example.org"),
    "paul": Somebody("Paul Adeyemi", "paul.adeyemi@example.net"),
    "greta": Somebody("Greta Lund", "office@lund-interiors.example", number="C-1433"),
    "yusuf": Somebody("Yusuf Khan", "yusuf.khan@example.org", "+447700900163"),
    "chloe": Somebody("Chloe Winter", "chloe.winter@example.com", "+447700900170", "C-1801"),
    "felix": Somebody("Felix Grant", "felix.grant@example.org"),
    "jack": Somebody("Jack Rowe", "jack@rowe-kitchens.example", number="C-1520"),
    "edith": Somebody("Edith Hale", "edith.hale@gone.example"),
    "sven": Somebody("Sven Lund", "sven.lund@example.net"),
    "aisha": Somebody("Aisha Noor", "aisha.noor@example.com"),
    "maya": Somebody("Maya Chen", "maya.chen@example.org"),
    "nina": Somebody("Nina Torres", "nina.torres@example.net", "+447700900185"),
    "dev": Somebody("Dev Patel", "dev.patel@example.org"),
    "lena": Somebody("Lena Brook", "lena.brook@example.com", "+447700900191"),
    "rosa": Somebody("Rosa Quint", "rosa.quint@example.org"),
    "kate": Somebody("Kate Moor", "kate.moor@example.net"),
    "imran": Somebody("Imran Shah", "imran.shah@example.org"),
    # Regulars of whom more will be told one day: somebody who waits for a promised day, somebody with a birthday, a garage that comes every
    # half year, somebody who reviews what they buy, somebody with a wrist in plaster. Now they are plain customers.
    "edda": Somebody("Edda Fairlie", "edda.fairlie@example.org", "+447700900104", "C-1322"),
    "rowan": Somebody("Rowan Tate", "rowan.tate@example.net", "+447700900106", "C-1588"),
    "garage": Somebody("Harbour Garage", "office@harbour-garage.example", number="C-1011"),
    "juno": Somebody(
        "Juno Sterne", "juno.sterne@example.com", number="C-1730", account="bluesky:junotests.example", account_name="Juno tests"
    ),
    "isolde": Somebody("Isolde Byrne", "isolde.byrne@example.org", "+447700900109", "C-1406"),
    "waiting": Somebody("", "", account="bluesky:lampless.example", account_name="Lampless in Leeds"),
    "unpacker": Somebody("", "", account="bluesky:unpacker.example", account_name="Unpacker"),
    "agency": Somebody("Rank Rocket", "hello@rankrocket.example"),
    "supplier": Somebody("Best Lumen Trading", "sales@bestlumen.example"),
}
