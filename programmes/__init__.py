"""The rules of the honour programmes as pure Python: no Django, no database."""
