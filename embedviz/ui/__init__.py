"""What only the app needs: the one folder that imports Streamlit."""
