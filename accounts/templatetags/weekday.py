from django import template

register = template.Library()


@register.filter
def weekday(date) -> str:
    """周四: the short word that stands in brackets behind a date. Django's own format letters say 星期四."""
    return f"周{'一二三四五六日'[date.weekday()]}" if date else ""
