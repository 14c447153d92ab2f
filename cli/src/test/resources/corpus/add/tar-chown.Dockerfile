FROM base
ADD --chown=app files.tar /dest/
