"""HTTP only: find what the person may see, call an action, answer."""
