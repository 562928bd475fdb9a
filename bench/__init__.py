"""What the public pages cost, side by side with a stock Wagtail site and an empty Django view, in one run."""
