"""What ``fuente serve`` hands to Streamlit."""

from rag.ui.main import run

run()
