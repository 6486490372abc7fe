"""Reviews in the format of this channel's README, as a site's tool and as a spreadsheet hand them in. Written for these tests."""

JSON = b"""{"reviews": [
{"id": "r-1", "at": "2026-03-02T10:00:00Z", "stars": 2, "title": "Dim", "text": "The torch is dim.", "author": "Ana B.",
 "author_id": "ana-b", "product": "Moon torch", "order_number": "1007", "link": "https://stars.example/r/1"},
{"id": "r-2", "at": "2026-03-01", "stars": "5", "best": 5, "text": "", "author": "Joe"}]}"""

CSV = '\ufeffid;at;stars;title;text;author;edited_at\nr-1;2026-03-02T10:00:00Z;4;Better;"New one works;\nthank you.";Ana B.;2026-03-05T09:00:00+01:00\n'.encode()

SECRET = "whsec_" + "YnJpZ2h0c2lkZS1saWdodHMtcmV2aWV3cw=="
SETTINGS = {"site": "stars", "secret": SECRET}
