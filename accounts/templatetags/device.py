from django import template

register = template.Library()

BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("QQBrowser", "QQ 浏览器"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def device(user_agent: str) -> str:
    """Chrome，Windows: what a person recognises in the line a browser sends about itself."""
    known = [_first(user_agent, names) for names in (BROWSERS, SYSTEMS)]
    return "，".join(filter(None, known)) or "未知设备"


def _first(user_agent, names):
    return next((label for mark, label in names if mark in user_agent), "")
