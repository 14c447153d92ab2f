FROM base
CMD ['not', 'json']
