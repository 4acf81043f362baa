"""The map as SVG, PNG and PDF, drawn without a browser from the facts that its page is made of."""
