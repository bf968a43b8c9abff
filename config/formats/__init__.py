"""How dates are typed and shown in fields; Django finds it through FORMAT_MODULE_PATH."""
