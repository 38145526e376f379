"""Who you are, and whom you may see."""
