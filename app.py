"""The chat, for ``streamlit run app.py``."""

from rag.ui.main import run

run()
