"""Forms as their door writes them down. Ours, not a provider's: written by hand from docs/channels/contact-form.md."""

PLAIN = (
    b'{"key": "f-1", "email": "tom.arden@example.org", "name": "Tom Arden", "subject": "A product", "text": "The torch does not shine.", '
    b'"order_number": "1007", "reference": "7K3F-Q2X5", "at": "2026-03-02T10:00:00+00:00", "doubtful": false, "files": []}'
)
BARE = b'{"key": "f-2", "email": "ana@example.org", "text": "Hello", "at": "2026-03-02T10:00:00+00:00"}'
EXAMPLES = [PLAIN, BARE]
