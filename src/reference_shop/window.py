"""The shop's window: a small page as a customer sees it, with whatever a chat provider's one line puts into it. Shows, and sells nothing."""

from html import escape

_GOODS = (
    ("Pocket torch", "£1.99", "Small, bright, and honest about its size.", "#f2c14e"),
    ("Dimmer switch", "£24.50", "Evenings at whatever light you like.", "#8fb8a8"),
    ("LED bulb, 60 W", "£3.20", "Warm light for about fifteen years.", "#e79a6b"),
)
_CSS = """
:root{color-scheme:light dark;--paper:#fbf7ef;--card:#fff;--ink:#241e1a;--quiet:#625952;--line:#e6dccb}
@media(prefers-color-scheme:dark){:root{--paper:#171412;--card:#211d1a;--ink:#f3ece4;--quiet:#b9aea4;--line:#3a332d}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:920px;margin:0 auto;padding:48px 20px 120px}h1{font-size:clamp(28px,5vw,44px);line-height:1.1;margin:0 0 8px;text-wrap:balance}
p{margin:0 0 8px}.quiet{color:var(--quiet)}ul{list-style:none;margin:32px 0;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(220px,1fr));gap:20px}
li{background:var(--card);border:1px solid var(--line);border-radius:16px;overflow:hidden;padding:0 20px 16px}h2{font-size:18px;margin:16px 0 4px}
svg{display:block;width:calc(100% + 40px);margin:0 -20px;height:140px}a{color:inherit}
"""


def window_page(name: str, script: str, form: str) -> str:
    """The page. `script` is the address of the chat's one script and `form` that of the contact form; '' for none."""
    goods = "".join(_good(*one) for one in _GOODS)
    tag = f'<script src="{escape(script)}" async></script>' if script else ""
    write = f' Or <a href="{escape(form)}">write to us</a>.' if form else ""
    ask = "Something dark? Ask us in the corner." if script else "Something dark? Ask us."
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<link rel=icon href='data:,'><title>{escape(name)}</title><style>{_CSS}</style><main><p class=quiet>{escape(name)}</p>"
        f"<h1>Light for the evenings that matter</h1><p>{ask}{write}</p><ul>{goods}</ul></main>{tag}</html>"
    )


def _good(name: str, price: str, words: str, colour: str) -> str:
    lamp = (
        f"<svg viewBox='0 0 240 140' preserveAspectRatio='xMidYMid slice' aria-hidden=true><rect width=240 height=140 fill='{colour}' opacity=.25 />"
        f"<circle cx=120 cy=62 r=34 fill='{colour}'/><rect x=108 y=92 width=24 height=22 rx=5 fill='{colour}' opacity=.7 /></svg>"
    )
    return f"<li>{lamp}<h2>{escape(name)}</h2><p class=quiet>{escape(words)}</p><p>{price}</p></li>"
