"""The accounts of the example brand, as brands/acme.yaml names them."""

PAGE = "100100100100100"
INSTAGRAM = "17841400000000001"
X = "3000000001"
HANDLE = "acmeshop"
NAME = "Acme"

META_APP = "123456789"  # our own app, as echoes name it
PAGE_INBOX_APP = "263902037430900"  # the app of Meta's own inbox: a person wrote there
