"""Messages as the chat window's door writes them down. Ours, not a provider's: written by hand from docs/channels/web-chat.md."""

SETTINGS = {"origins": "https://shop.brightside.example"}
PLAIN = (
    b'{"key": "k-1", "visitor": "visitor-7k3fq2x9mw", "name": "", "text": "Do your torches float?", '
    b'"at": "2026-03-02T10:00:00+00:00", "vouched": false, "files": []}'
)
VOUCHED = (
    b'{"key": "k-2", "visitor": "visitor-7k3fq2x9mw", "name": "Tom Arden", "text": "", "at": "2026-03-02T11:00:00+01:00", '
    b'"vouched": true, "files": [{"name": "torch.png", "type": "image/png", "content": "iVBORw0="}]}'
)
EXAMPLES = [PLAIN, VOUCHED]
