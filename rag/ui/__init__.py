"""The chat in a browser: what Streamlit shows, and nothing that answers."""
