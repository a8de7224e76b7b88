print("lossfold")
