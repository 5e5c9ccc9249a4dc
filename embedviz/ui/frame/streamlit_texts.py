"""What Streamlit and Plotly say by themselves, in the reader's language: there is no option for most of it."""

from embedviz.i18n import DEFAULT, _, language, mark

TEXTS = (
    # of the page and its menu
    mark("Skip to main content"), mark("App pages"), mark("Sidebar"), mark("Collapse sidebar"), mark("Expand sidebar"),
    mark("Main menu"), mark("Rerun"), mark("Settings"), mark("Print"), mark("About"), mark("Get help"),
    mark("Report a bug"), mark("Record a screencast"), mark("Clear cache"), mark("Theme"), mark("System"),
    mark("Light"), mark("Dark"), mark("Wide mode"), mark("Appearance"), mark("Close"), mark("Stop"), mark("Running..."),
    mark("Connecting"), mark("Made with Streamlit"), mark("Link to heading"), mark("Notifications"), mark("progress"),
    mark("Record screen"), mark("Made with Streamlit v"), mark("Navigate to home page"),
    mark("Copy version to clipboard"), mark("Help for {label}"), mark("{name} icon"),
    # of uploads
    mark("Drag and drop a file here"), mark("Drag and drop file here"), mark("Drag and drop files here"),
    mark("Browse files"), mark("Upload"), mark("Add files"), mark("Remove"),
    mark("file upload"), mark("Remove {file}"),
    # of boxes
    mark("Press Enter to apply"), mark("Press Enter to submit form"), mark("Press Ctrl+Enter to apply"),
    mark("Press ⌘+Enter to apply"), mark("Press Ctrl+Enter to submit form"), mark("Press ⌘+Enter to submit form"),
    mark("Select..."), mark("Choose an option"), mark("No results"), mark("Open"), mark("Clear value"),
    mark("Clear entry"), mark("Clear all"),
    mark("Increment"), mark("Decrement"), mark("Selectbox options"), mark("Help"),
    # of tables
    mark("Search"), mark("Close Search"), mark("Next Result"), mark("Previous Result"), mark("Download as CSV"),
    mark("Show/hide columns"), mark("Fullscreen"), mark("Close fullscreen"), mark("Dataframe column menu"),
    mark("Sort ascending"), mark("Sort descending"), mark("Autosize"), mark("Pin column"), mark("Unpin column"),
    mark("Hide column"), mark("Format"), mark("Statistics"), mark("Copy column name"), mark("Automatic"),
    mark("Localized"), mark("Plain"), mark("Compact"), mark("Percent"), mark("Scientific"), mark("Accounting"),
    mark("Count"), mark("Distinct"), mark("Range"), mark("Minimum"), mark("Maximum"), mark("Average"), mark("Median"),
    mark("Standard deviation"), mark("Sum"), mark("Empty"), mark("Values"), mark("Copy to clipboard"), mark("Copied"),
    mark("Scrollable table"), mark("empty"),
    mark("Search: {table}"), mark("Fullscreen: {table}"), mark("Show/hide columns: {table}"),
    mark("Download as CSV: {table}"), mark("Close fullscreen: {table}"),
    # of charts
    mark("Zoom"), mark("Pan"), mark("Zoom in"), mark("Zoom out"), mark("Reset axes"), mark("Autoscale"),
    mark("Download plot as a png"), mark("Download plot as a PNG"), mark("Box Select"), mark("Lasso Select"),
    mark("Double-click to zoom back out"),
    # with a number
    mark("{size} per file"), mark("{size} per file • {kinds}"), mark("Limit {size} per file • {kinds}"),
)  # fmt: skip
"""In English. What stands in braces is taken over."""


def streamlit_texts() -> dict[str, str]:
    """Return what to say instead of each text.

    Returns
    -------
    dict of str to str
        Empty in English.
    """
    return {} if language() == DEFAULT else {text: _(text) for text in TEXTS}
