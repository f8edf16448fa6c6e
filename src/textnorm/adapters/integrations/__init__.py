"""textnorm as a step of other libraries: scikit-learn, spaCy, datasets, datatrove."""
