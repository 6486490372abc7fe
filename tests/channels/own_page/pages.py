"""Messages of own pages as their door writes them down. Ours, not a provider's: written by hand from docs/channels/own-page.md."""

ABOUT_A_CASE = (
    b'{"key": "a1-0f", "thread": "about c-7 by i-9", "email": "tom.arden@example.org", "name": "Tom Arden", "text": "It still does not shine.", '
    b'"at": "2026-03-02T10:00:00+00:00", "files": [{"name": "torch.jpg", "type": "image/jpeg", "content": "/9j/"}]}'
)
BARE = b'{"key": "a1-10", "thread": "new a1-10", "email": "ana@example.org", "text": "Hello", "at": "2026-03-02T10:00:00+00:00"}'
EXAMPLES = [ABOUT_A_CASE, BARE]
